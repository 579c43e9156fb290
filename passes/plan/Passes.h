//===- Passes.h - the plan stage --------------------------------*- C++ -*-===//
//
// graph -> graph with decisions as module attributes.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_PLAN_PASSES_H
#define HEDDLE_PASSES_PLAN_PASSES_H

#include "dialects/dist/Dist.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::plan {

#define GEN_PASS_DECL
#include "passes/plan/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/plan/Passes.h.inc"

/// What the command line pins: the options of heddle-apply-plan.
using PlanOptions = ApplyPlanPassOptions;

/// Appends the stage.
void addPlanStage(mlir::OpPassManager &pm, const PlanOptions &options);

} // namespace heddle::plan

#endif // HEDDLE_PASSES_PLAN_PASSES_H
