//===- Pipeline.cpp - composes the partition stage ------------------------===//

#include "passes/partition/Passes.h"

#include "mlir/Pass/PassManager.h"

void heddle::partition::addPartitionStage(mlir::OpPassManager &pm) {
  pm.addPass(createDecomposeCrossEntropyPass());
  // Before layouts: the logits entry splits its batch differently, so it cannot share blocks with
  // eval.
  pm.addPass(createResizeServingBatchPass());
  pm.addPass(createDistributePass());
  pm.addNestedPass<mlir::func::FuncOp>(createElideReshardsPass());
  pm.addPass(createBucketParametersPass());
  pm.addPass(createVerifyPartitionPass());
}
