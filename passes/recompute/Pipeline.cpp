//===- Pipeline.cpp - composes the recompute stage ------------------------===//

#include "passes/recompute/Passes.h"

#include "mlir/Pass/PassManager.h"

void heddle::recompute::addRecomputeStage(mlir::OpPassManager &pm) {
  pm.addPass(createRecomputeLayersPass());
  pm.addPass(createVerifyRecomputePass());
}
