//===- Target.cpp - the CPU that kernels are compiled for -----------------===//

#include "passes/kernels/Target.h"

#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"

#include <mutex>

namespace heddle::kernels {

static void initialiseTarget() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
}

llvm::Expected<KernelTarget> getHostTarget() {
  const KernelTarget levels[] = {
      {"x86-64-v4", {"avx2", "fma", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}},
      {"x86-64-v3", {"avx2", "fma"}}};
  llvm::StringMap<bool> host = llvm::sys::getHostCPUFeatures();
  for (const KernelTarget &level : levels)
    if (llvm::all_of(level.features,
                     [&](const std::string &feature) { return host.lookup(feature); }))
      return level;
  return llvm::createStringError("kernels need a CPU with AVX2 and FMA (x86-64-v3); this one is " +
                                 llvm::sys::getHostCPUName());
}

std::unique_ptr<llvm::TargetMachine> createTargetMachine(const KernelTarget &target) {
  initialiseTarget();
  llvm::Triple triple(llvm::sys::getDefaultTargetTriple());
  std::string error;
  const llvm::Target *backend = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!backend)
    return nullptr;
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Standard;
  return std::unique_ptr<llvm::TargetMachine>(
      backend->createTargetMachine(triple, target.cpu, /*Features=*/"", options, llvm::Reloc::PIC_,
                                   std::nullopt, llvm::CodeGenOptLevel::Default));
}

} // namespace heddle::kernels
