//===- MarkBlocks.cpp - how callers store arguments and results -----------===//

#include "passes/analysis/Entries.h"
#include "passes/schedule/InPlace.h"
#include "passes/schedule/Passes.h"

#define DEBUG_TYPE "heddle-mark-blocks"

using namespace mlir;

namespace heddle::schedule {

#define GEN_PASS_DEF_MARKBLOCKSPASS
#include "passes/schedule/Passes.h.inc"

namespace {

/// True if `value`, or a view of it, is used after `op`.
bool isUsedAfter(Value value, Operation *op) {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    if (isa<dist::ViewOp, graph::RenameOp>(user))
      return isUsedAfter(user->getResult(0), op);
    return op->isBeforeInBlock(user);
  });
}

/// The argument of `block` that its result overwrites, or -1.
int64_t inPlaceArgument(func::FuncOp block, Value returned) {
  auto result = dyn_cast<OpResult>(returned);
  OpOperand *operand = result ? getInPlaceOperand(result) : nullptr;
  auto argument = operand ? dyn_cast<BlockArgument>(operand->get()) : nullptr;
  if (!argument || argument.getOwner() != &block.front() ||
      isUsedAfter(argument, result.getOwner()))
    return -1;
  return argument.getArgNumber();
}

bool isAccumulated(Value result) {
  return llvm::any_of(result.getUsers(), llvm::IsaPred<dist::AccumulateOp>);
}

/// The value is the own part of a larger buffer: a shard of replicated state, or what a
/// reduce-scatter left in place.
bool isOwnShard(Value operand, const SymbolTable &symbols) {
  Operation *producer = operand.getDefiningOp();
  if (isa_and_nonnull<dist::ShardOp>(producer))
    return true;
  auto call = dyn_cast_or_null<func::CallOp>(producer);
  return call && !getCallee(call, symbols).getOps<dist::ReduceScatterOp>().empty();
}

struct MarkBlocksPass : impl::MarkBlocksPassBase<MarkBlocksPass> {
  void runOnOperation() override {
    if (failed(requireBodies(getOperation())))
      return signalPassFailure();
    SymbolTable symbols(getOperation());
    for (func::FuncOp entry : getEntries(getOperation()))
      for (auto call : entry.getOps<func::CallOp>())
        if (failed(mark(call, symbols)))
          return signalPassFailure();
  }

  LogicalResult mark(func::CallOp call, const SymbolTable &symbols) {
    func::FuncOp block = getCallee(call, symbols);
    Builder builder(&getContext());
    if (failed(checkSums(call)))
      return failure();
    SmallVector<int64_t> inPlace;
    for (Value returned : block.front().getTerminator()->getOperands())
      inPlace.push_back(inPlaceArgument(block, returned));
    auto accumulate = llvm::map_to_vector(call.getResults(), isAccumulated);
    auto ownShard = llvm::map_to_vector(
        call.getOperands(), [&](Value operand) { return isOwnShard(operand, symbols); });
    bool agrees = set(block, "exec.in_place", builder.getDenseI64ArrayAttr(inPlace));
    agrees &= set(block, "exec.accumulate", builder.getDenseBoolArrayAttr(accumulate));
    agrees &= set(block, "exec.own_shard", builder.getDenseBoolArrayAttr(ownShard));
    if (agrees)
      return checkOverwritten(call, inPlace);
    InFlightDiagnostic error = call.emitError()
                               << "stores arguments or results of @" << block.getName()
                               << " unlike an earlier call of it";
    error.attachNote(block.getLoc()) << "the block";
    return error;
  }

  /// What is summed over micro-batches has no buffer per micro-batch that something else could
  /// read.
  LogicalResult checkSums(func::CallOp call) {
    for (OpResult result : call.getResults())
      if (isAccumulated(result) && !result.hasOneUse())
        return call.emitError() << "result " << result.getResultNumber()
                                << " is summed over micro-batches and also used in another way";
    return success();
  }

  /// The operands that results overwrite, and what lies in the same buffer, are dead afterwards.
  LogicalResult checkOverwritten(func::CallOp call, ArrayRef<int64_t> inPlace) {
    SmallVector<Value> dead;
    for (int64_t argument : inPlace)
      if (argument >= 0)
        dead.push_back(call.getOperand(argument));
    while (!dead.empty()) {
      Value value = dead.pop_back_val();
      if (isUsedAfter(value, call))
        return call.emitError("overwrites an operand that is used after it");
      if (isa_and_nonnull<dist::JoinOp, dist::ShardOp>(value.getDefiningOp()))
        llvm::append_range(dead, value.getDefiningOp()->getOperands());
    }
    return success();
  }

  /// Sets a mark; false if an earlier call set another.
  bool set(func::FuncOp block, StringRef name, Attribute mark) {
    Attribute previous = block->getAttr(name);
    block->setAttr(name, mark);
    return !previous || previous == mark;
  }
};

} // namespace
} // namespace heddle::schedule
