//===- Pipeline.cpp - composes the pipeline stage -------------------------===//

#include "passes/pipeline/Passes.h"

void heddle::pipeline::addPipelineStage(mlir::OpPassManager &pm) {
  pm.addPass(createAssignStagesPass());
  // Sums first: what is left to cross between stages after it are whole values.
  pm.addPass(createSplitAcrossStagesPass());
  pm.addPass(createInsertTransfersPass());
  pm.addPass(createOutlineEntryOpsPass());
  pm.addPass(createBuildTablesPass());
  pm.addPass(createVerifyPipelinePass());
}
