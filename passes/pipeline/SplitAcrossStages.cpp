//===- SplitAcrossStages.cpp - sums over values of several stages ---------===//
//
// add_n and accumulate over stages, once per step, become: a sum per stage, joined as a value
// partial over pp, all-reduced. A sum per micro-batch is handed from stage to stage instead.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/pipeline/Passes.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

#define DEBUG_TYPE "heddle-split-across-stages"

using namespace mlir;

namespace heddle::pipeline {

#define GEN_PASS_DEF_SPLITACROSSSTAGESPASS
#include "passes/pipeline/Passes.h.inc"

namespace {

using StageSet = llvm::SmallSetVector<int64_t, 4>;

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

/// `value` is made once per step on one stage, and is no state, which each stage has.
bool isOfOneStage(Value value) {
  Operation *producer = value.getDefiningOp();
  return producer && !isa<graph::ReadOp>(producer) && producer->getNumOperands() > 0 &&
         getStages(producer).size() == 1 && !dist::isPerMicroBatch(value.getType());
}

struct SplitAcrossStagesPass : impl::SplitAcrossStagesPassBase<SplitAcrossStagesPass> {
  void runOnOperation() override {
    for (func::FuncOp entry : getEntries(getOperation())) {
      for (Operation &op : llvm::make_early_inc_range(entry.getBody().front()))
        if (isa<graph::AddNOp, dist::AccumulateOp>(op))
          split(&op);
      for (Operation &op : llvm::make_early_inc_range(entry.getBody().front()))
        if (!isa<dist::JoinOp>(op) && !op.hasTrait<OpTrait::IsTerminator>())
          for (OpOperand &operand : op.getOpOperands())
            spread(operand);
    }
  }

  void split(Operation *sum) {
    FailureOr<llvm::MapVector<int64_t, SmallVector<Value>>> groups = groupByStage(sum);
    if (failed(groups))
      return;
    if (isPerMicroBatch(sum))
      return handAlong(sum, *groups);
    if (groups->size() == 1 && getStages(sum).size() <= 1)
      return;
    OpBuilder builder(sum);
    SmallVector<Value> perStage;
    for (auto &[stage, addends] : *groups)
      perStage.push_back(sumOfStage(builder, sum, stage, addends));
    Value reduced = sumOverStages(builder, perStage, getStages(sum));
    sum->getResult(0).replaceAllUsesWith(reduced);
    sum->erase();
    ++numSplit;
  }

  /// In the middle of the steps a stage may not wait for all others, so the last stage with addends
  /// sends its sum to the one before it, which adds its own, down to the first.
  void handAlong(Operation *sum, llvm::MapVector<int64_t, SmallVector<Value>> &groups) {
    auto ordered = groups.takeVector();
    llvm::sort(ordered, [](const auto &a, const auto &b) { return a.first > b.first; });
    numSplit += ordered.size() > 1;
    OpBuilder builder(sum);
    Value running;
    for (auto &[stage, addends] : ordered) {
      if (running)
        addends.push_back(running);
      running = sumOfStage(builder, sum, stage, addends);
    }
    sum->getResult(0).replaceAllUsesWith(running);
    sum->erase();
  }

  /// A value that one stage makes and an op of several takes: a sum to which the others add zero.
  void spread(OpOperand &operand) {
    Operation *user = operand.getOwner();
    if (!isOfOneStage(operand.get()) || getStages(user).size() <= 1)
      return;
    OpBuilder builder(user);
    operand.set(sumOverStages(builder, operand.get(), getStages(user)));
    ++numSplit;
  }

  /// The sum of `perStage`, values of one stage each, on their stages and on `users`. A stage with
  /// nothing to add adds zero.
  Value sumOverStages(OpBuilder &builder, ValueRange perStage, ArrayRef<int64_t> users) {
    Location loc = perStage.front().getLoc();
    auto type = cast<RankedTensorType>(perStage.front().getType());
    SmallVector<Value> addends(perStage);
    StageSet made;
    for (Value value : perStage)
      made.insert(getStages(value.getDefiningOp()).front());
    for (int64_t stage : users)
      if (made.insert(stage)) {
        auto zero = graph::ConstantOp::create(builder, loc, type, builder.getF64FloatAttr(0.0));
        setStages(zero, stage);
        addends.push_back(zero);
      }
    auto join =
        dist::JoinOp::create(builder, loc, dist::addPartial(type, dist::MeshAxis::PP), addends);
    auto axes = dist::MeshAxesAttr::get(builder.getContext(), {dist::MeshAxis::PP});
    auto reduced = dist::AllReduceOp::create(builder, loc, type, join, axes);
    setStages(join, made.getArrayRef());
    setStages(reduced, made.getArrayRef());
    return reduced;
  }
};

} // namespace
} // namespace heddle::pipeline
