//===- Pipeline.cpp - composes the plan stage -----------------------------===//

#include "passes/plan/Passes.h"

void heddle::plan::addPlanStage(mlir::OpPassManager &pm, const PlanOptions &options) {
  pm.addPass(createApplyPlanPass(options));
  pm.addPass(createVerifyPlanPass());
}
