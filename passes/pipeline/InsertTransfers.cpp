//===- InsertTransfers.cpp - values that cross stages ---------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/pipeline/Passes.h"

#define DEBUG_TYPE "heddle-insert-transfers"

using namespace mlir;

namespace heddle::pipeline {

#define GEN_PASS_DEF_INSERTTRANSFERSPASS
#include "passes/pipeline/Passes.h.inc"

namespace {

struct InsertTransfersPass : impl::InsertTransfersPassBase<InsertTransfersPass> {
  void runOnOperation() override {
    for (func::FuncOp entry : getEntries(getOperation()))
      for (Operation &op : llvm::make_early_inc_range(entry.getBody().front()))
        for (OpOperand &operand : op.getOpOperands())
          if (failed(bringToUser(operand)))
            return signalPassFailure();
  }

  /// Makes the operand available on the stages of its user, by a transfer from the stage that has
  /// it.
  LogicalResult bringToUser(OpOperand &operand) {
    Operation *user = operand.getOwner();
    Operation *producer = operand.get().getDefiningOp();
    bool everywhere = !producer || isa<graph::ReadOp>(producer) || producer->getNumOperands() == 0;
    if (everywhere || isa<dist::JoinOp>(user) || user->hasTrait<OpTrait::IsTerminator>())
      return success();
    ArrayRef<int64_t> to = getStages(user), from = getStages(producer);
    if (llvm::all_of(to, [&](int64_t stage) { return llvm::is_contained(from, stage); }))
      return success();
    if (to.size() != 1) {
      InFlightDiagnostic error = user->emitError()
                                 << "runs on several stages, of which not all have its operand "
                                 << operand.getOperandNumber();
      error.attachNote(producer->getLoc()) << "the operand is made here";
      return error;
    }
    if (from.empty())
      return producer->emitError("has no stages (dist.stages); run heddle-assign-stages first");
    operand.set(bring(operand.get(), from.front(), to.front()));
    return success();
  }

  /// Between the steps of a schedule stages meet their neighbours only, or they would wait for one
  /// another: a value per micro-batch goes from neighbour to neighbour, any other straight.
  Value bring(Value value, int64_t from, int64_t to) {
    int64_t step = to > from ? 1 : -1;
    while (from != to) {
      int64_t next = dist::isPerMicroBatch(value.getType()) ? from + step : to;
      value = transfer(value, from, next);
      from = next;
    }
    return value;
  }

  /// The value on stage `to`: one transfer however many users there are.
  Value transfer(Value value, int64_t from, int64_t to) {
    for (Operation *user : value.getUsers())
      if (auto existing = dyn_cast<dist::TransferOp>(user);
          existing && int64_t(existing.getTo()) == to)
        return existing.getResult();
    OpBuilder builder(value.getContext());
    builder.setInsertionPointAfterValue(value);
    auto op = dist::TransferOp::create(builder, value.getLoc(), value.getType(), value, from, to);
    setStages(op, to);
    ++numTransfers;
    return op.getResult();
  }
};

} // namespace
} // namespace heddle::pipeline
