//===- Compile.cpp - kernels to a shared object ---------------------------===//

#include "passes/kernels/Compile.h"

#include "dialects/exec/Exec.h"
#include "passes/kernels/ObjectCode.h"
#include "passes/kernels/Passes.h"

#include "mlir/IR/Threading.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"

using namespace mlir;

namespace heddle::kernels {

/// Kernels are compiled in this many modules, each by one thread. A constant, so that the bytes of
/// the library do not depend on the machine's cores.
static constexpr size_t kModules = 4;

/// Clones of the kernels, in a module that holds `kModules` modules of about equal work.
static OwningOpRef<ModuleOp> cloneKernels(ModuleOp module) {
  SmallVector<exec::KernelOp> kernels(module.getOps<exec::KernelOp>());
  OwningOpRef<ModuleOp> result = ModuleOp::create(module.getLoc());
  SmallVector<std::pair<size_t, ModuleOp>> parts;
  OpBuilder builder(result->getContext());
  builder.setInsertionPointToStart(result->getBody());
  for (size_t i = 0; i < std::min(kModules, kernels.size()); ++i)
    parts.push_back({0, ModuleOp::create(builder, module.getLoc())});
  auto work = [](exec::KernelOp kernel) { return kernel.getBody().front().getOperations().size(); };
  llvm::stable_sort(kernels, [&](auto a, auto b) { return work(a) > work(b); });
  for (exec::KernelOp kernel : kernels) {
    auto &[load, part] = *llvm::min_element(parts, llvm::less_first());
    part.push_back(kernel->clone());
    load += work(kernel);
  }
  return result;
}

static LogicalResult lowerKernels(ModuleOp kernels) {
  PassManager pm(kernels.getContext());
  addKernelLowering(pm.nest<ModuleOp>());
  return pm.run(kernels);
}

static LogicalResult report(ModuleOp module, llvm::Error error) {
  return module.emitError(llvm::toString(std::move(error)));
}

FailureOr<std::string> compileKernels(ModuleOp module) {
  if (module.getOps<exec::KernelOp>().empty())
    return std::string();
  MLIRContext *context = module.getContext();
  registerBuiltinDialectTranslation(*context);
  registerLLVMDialectTranslation(*context);
  llvm::Expected<KernelTarget> target = getHostTarget();
  if (!target)
    return report(module, target.takeError());
  OwningOpRef<ModuleOp> kernels = cloneKernels(module);
  if (failed(lowerKernels(*kernels)))
    return failure();

  SmallVector<ModuleOp> parts(kernels->getOps<ModuleOp>());
  std::vector<llvm::SmallVector<char, 0>> objects(parts.size());
  LogicalResult compiled = failableParallelForEachN(context, 0, parts.size(), [&](size_t index) {
    auto object = emitObject(parts[index], *target);
    if (!object)
      return report(module, object.takeError());
    objects[index] = std::move(*object);
    return success();
  });
  if (failed(compiled))
    return failure();
  llvm::Expected<std::string> library = linkLibrary(objects);
  if (!library)
    return report(module, library.takeError());
  return *library;
}

} // namespace heddle::kernels
