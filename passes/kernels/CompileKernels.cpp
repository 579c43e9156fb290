//===- CompileKernels.cpp - all kernels of a module to one shared object --===//

#include "dialects/exec/Exec.h"
#include "passes/kernels/Compile.h"
#include "passes/kernels/Passes.h"
#include "passes/kernels/Target.h"

#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"

#define DEBUG_TYPE "heddle-compile-kernels"

using namespace mlir;

namespace heddle::kernels {

#define GEN_PASS_DEF_COMPILEKERNELSPASS
#include "passes/kernels/Passes.h.inc"

namespace {

class CompileKernelsPass : public impl::CompileKernelsPassBase<CompileKernelsPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    impl::CompileKernelsPassBase<CompileKernelsPass>::getDependentDialects(registry);
    registerBuiltinDialectTranslation(registry);
    registerLLVMDialectTranslation(registry);
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<std::string> library = compileKernels(module);
    if (failed(library))
      return signalPassFailure();
    if (library->empty())
      return;
    Builder builder(&getContext());
    KernelTarget target = llvm::cantFail(getHostTarget()); // compileKernels has checked it
    SmallVector<StringRef> features(target.features.begin(), target.features.end());
    module->setAttr("exec.kernel_library", builder.getStringAttr(*library));
    module->setAttr("exec.target_cpu", builder.getStringAttr(target.cpu));
    module->setAttr("exec.target_features", builder.getStrArrayAttr(features));
  }
};

} // namespace
} // namespace heddle::kernels
