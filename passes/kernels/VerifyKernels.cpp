//===- VerifyKernels.cpp - post-condition of the kernels stage ------------===//

#include "dialects/exec/Exec.h"
#include "passes/kernels/Passes.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ELFObjectFile.h"

#define DEBUG_TYPE "heddle-verify-kernels"

using namespace mlir;

namespace heddle::kernels {

#define GEN_PASS_DEF_VERIFYKERNELSPASS
#include "passes/kernels/Passes.h.inc"

namespace {

class VerifyKernelsPass : public impl::VerifyKernelsPassBase<VerifyKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (!module.getOps<exec::KernelOp>().empty() && failed(verifyLibrary(module)))
      signalPassFailure();
  }

  LogicalResult verifyLibrary(ModuleOp module) {
    auto library = module->getAttrOfType<StringAttr>("exec.kernel_library");
    if (!library || !module->getAttrOfType<StringAttr>("exec.target_cpu") ||
        !module->getAttrOfType<ArrayAttr>("exec.target_features"))
      return module.emitError("has kernels but no exec.kernel_library with exec.target_cpu and "
                              "exec.target_features; run heddle-compile-kernels");
    auto object = llvm::object::ObjectFile::createELFObjectFile(
        llvm::MemoryBufferRef(library.getValue(), "exec.kernel_library"));
    if (!object)
      return module.emitError("exec.kernel_library is not an ELF file: ")
             << llvm::toString(object.takeError());
    llvm::StringSet<> exported;
    for (auto symbol :
         llvm::cast<llvm::object::ELFObjectFileBase>(**object).getDynamicSymbolIterators())
      if (auto name = symbol.getName())
        exported.insert(*name);
      else
        llvm::consumeError(name.takeError());
    for (auto kernel : module.getOps<exec::KernelOp>())
      if (!exported.contains(kernel.getSymName()))
        return kernel.emitError("is not in exec.kernel_library; run heddle-compile-kernels after "
                                "the last change of a kernel");
    return success();
  }
};

} // namespace
} // namespace heddle::kernels
