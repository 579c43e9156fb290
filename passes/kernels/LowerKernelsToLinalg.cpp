//===- LowerKernelsToLinalg.cpp - exec.kernel to loops of linalg.generic --===//

#include "passes/kernels/KernelLowering.h"
#include "passes/kernels/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#define DEBUG_TYPE "heddle-lower-kernels-to-linalg"

using namespace mlir;

namespace heddle::kernels {

#define GEN_PASS_DEF_LOWERKERNELSTOLINALGPASS
#include "passes/kernels/Passes.h.inc"

namespace {

class LowerKernelsToLinalgPass
    : public impl::LowerKernelsToLinalgPassBase<LowerKernelsToLinalgPass> {
public:
  using LowerKernelsToLinalgPassBase::LowerKernelsToLinalgPassBase;

private:
  void runOnOperation() override {
    bool failedAny = false;
    for (auto kernel : llvm::make_early_inc_range(getOperation().getOps<exec::KernelOp>()))
      failedAny |= failed(lowerKernel(kernel));
    if (failedAny)
      signalPassFailure();
  }

  LogicalResult lowerKernel(exec::KernelOp kernel) {
    FailureOr<KernelPlan> plan = KernelPlan::create(kernel);
    if (failed(plan))
      return failure();
    OpBuilder builder(kernel);
    KernelLowering lowering(kernel, *plan, builder, maxScratchBytes);
    if (failed(lowering.lower()))
      return failure();
    numPhases += lowering.numGenerics;
    kernel.erase();
    return success();
  }
};

} // namespace
} // namespace heddle::kernels
