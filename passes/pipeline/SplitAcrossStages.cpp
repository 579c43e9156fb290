//===- SplitAcrossStages.cpp - sums over values of several stages ---------===//
//
// add_n and accumulate over stages become: a sum per stage, joined as a value partial over pp,
// all-reduced.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/pipeline/Passes.h"

#include "llvm/ADT/MapVector.h"

#define DEBUG_TYPE "heddle-split-across-stages"

using namespace mlir;

namespace heddle::pipeline {

#define GEN_PASS_DEF_SPLITACROSSSTAGESPASS
#include "passes/pipeline/Passes.h.inc"

namespace {

/// The operands by the one stage that makes them; failure if one is made on several.
FailureOr<llvm::MapVector<int64_t, SmallVector<Value>>> groupByStage(Operation *sum) {
  llvm::MapVector<int64_t, SmallVector<Value>> groups;
  for (Value operand : sum->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    if (!producer || getStages(producer).size() != 1)
      return failure();
    groups[getStages(producer).front()].push_back(operand);
  }
  return groups;
}

/// The sum of one stage's addends: `sum` cloned on them, or the addend itself.
Value sumOfStage(OpBuilder &builder, Operation *sum, int64_t stage, ArrayRef<Value> addends) {
  if (addends.size() == 1 && isa<graph::AddNOp>(sum))
    return addends.front();
  Operation *local =
      builder.create(sum->getLoc(), sum->getName().getIdentifier(), addends, sum->getResultTypes(),
                     sum->getDiscardableAttrDictionary().getValue());
  setStages(local, stage);
  return local->getResult(0);
}

struct SplitAcrossStagesPass : impl::SplitAcrossStagesPassBase<SplitAcrossStagesPass> {
  void runOnOperation() override {
    for (func::FuncOp entry : getEntries(getOperation()))
      for (Operation &op : llvm::make_early_inc_range(entry.getBody().front()))
        if (isa<graph::AddNOp, dist::AccumulateOp>(op))
          split(&op);
  }

  void split(Operation *sum) {
    FailureOr<llvm::MapVector<int64_t, SmallVector<Value>>> groups = groupByStage(sum);
    if (failed(groups) || groups->size() <= 1)
      return;
    OpBuilder builder(sum);
    SmallVector<Value> perStage;
    for (auto &[stage, addends] : *groups)
      perStage.push_back(sumOfStage(builder, sum, stage, addends));

    auto type = cast<RankedTensorType>(sum->getResult(0).getType());
    auto joinedType =
        dist::withPartial(type, dist::getPartial(type) | dist::MeshAxisSet{dist::MeshAxis::PP});
    auto join = dist::JoinOp::create(builder, sum->getLoc(), joinedType, perStage);
    auto axes = dist::MeshAxesAttr::get(builder.getContext(), {dist::MeshAxis::PP});
    auto reduced = dist::AllReduceOp::create(builder, sum->getLoc(), type, join, axes);
    SmallVector<int64_t> stages(getStages(sum));
    for (auto &[stage, addends] : *groups)
      stages.push_back(stage);
    setStages(join, stages);
    setStages(reduced, stages);
    sum->getResult(0).replaceAllUsesWith(reduced);
    sum->erase();
    ++numSplit;
  }
};

} // namespace
} // namespace heddle::pipeline
