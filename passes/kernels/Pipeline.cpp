//===- Pipeline.cpp - the kernels stage -----------------------------------===//

#include "dialects/exec/Exec.h"
#include "passes/kernels/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace heddle::kernels {

void addKernelsStage(OpPassManager &pm) {
  pm.addPass(createCompileKernelsPass());
  pm.addPass(createVerifyKernelsPass());
}

void addKernelLowering(OpPassManager &pm) {
  pm.addNestedPass<exec::KernelOp>(createDecomposeKernelsPass());
  pm.addPass(createLowerKernelsToLinalgPass());
  pm.addNestedPass<func::FuncOp>(createVectorizeKernelsPass());
  pm.addPass(createLowerKernelsToLLVMPass());
}

} // namespace heddle::kernels
