//===- CheckPlan.h - does a plan fit a model and a cluster ------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PLAN_CHECKPLAN_H
#define HEDDLE_PASSES_PLAN_CHECKPLAN_H

#include "passes/plan/ModelFacts.h"
#include "passes/plan/ReadPlan.h"

#include <optional>

namespace heddle::plan {

/// The axes that tp splits unless a rule says otherwise: Megatron's (Shoeybi et al. 2019).
llvm::ArrayRef<llvm::StringLiteral> getDefaultTensorAxes();

/// Fills in what is absent. dp fills the cluster, micro-batches keep a pipeline busy.
void fillDefaults(Plan &plan, const ModelFacts &facts,
                  const std::optional<LocatedCluster> &cluster);

/// Emits an error for each thing that is not supported or does not fit, with what would be. All
/// fields are present.
llvm::LogicalResult checkPlan(const LocatedPlan &located, const ModelFacts &facts,
                              const std::optional<LocatedCluster> &cluster, mlir::ModuleOp module);

/// True if tp splits `axis`.
bool isTensorAxis(const Plan &plan, llvm::StringRef axis);

} // namespace heddle::plan

#endif // HEDDLE_PASSES_PLAN_CHECKPLAN_H
