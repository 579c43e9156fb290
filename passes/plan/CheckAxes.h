//===- CheckAxes.h - what tp splits, and whether it can ---------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PLAN_CHECKAXES_H
#define HEDDLE_PASSES_PLAN_CHECKAXES_H

#include "passes/plan/ModelFacts.h"
#include "passes/plan/ReadPlan.h"

namespace heddle::plan {

/// "1, 2, 3 or 6": the divisors of `value`, at most 16.
std::string listDivisors(int64_t value);

/// Checks the rules of the plan and that tp can split what it is to split: sizes divide, and no op
/// of the model stands against it. Each error is told once, at the rule or the tp that causes it;
/// the ops are notes. Remarks on products that tp leaves whole though it could split them.
llvm::LogicalResult checkAxes(const LocatedPlan &located, const ModelFacts &facts,
                              mlir::ModuleOp module);

} // namespace heddle::plan

#endif // HEDDLE_PASSES_PLAN_CHECKAXES_H
