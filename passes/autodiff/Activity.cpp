//===- Activity.cpp - what needs a gradient ---------------------------------===//

#include "passes/autodiff/Activity.h"

#include "dialects/graph/Graph.h"
#include "passes/analysis/Entries.h"

using namespace mlir;

namespace heddle::autodiff {

/// Only real numbers have derivatives.
static bool isReal(Value value) { return isa<FloatType>(getElementTypeOrSelf(value)); }

static bool readsParameter(Operation *op) {
  auto read = dyn_cast<graph::ReadOp>(op);
  if (!read)
    return false;
  auto variable =
      SymbolTable::lookupNearestSymbolFrom<graph::VariableOp>(read, read.getVariableAttr());
  return variable && variable.getKind() == graph::VariableKind::Parameter;
}

//===----------------------------------------------------------------------===//
// Inside a block
//===----------------------------------------------------------------------===//

static DenseSet<Value> seedArguments(func::FuncOp function, const llvm::BitVector &args) {
  DenseSet<Value> values;
  for (unsigned index : args.set_bits())
    values.insert(function.getArgument(index));
  return values;
}

DenseSet<Value> findActiveValues(func::FuncOp function, const llvm::BitVector &activeArgs) {
  DenseSet<Value> active = seedArguments(function, activeArgs);
  auto isActive = [&](Value value) { return active.contains(value); };
  for (Operation &op : function.getBody().front())
    if (llvm::any_of(op.getOperands(), isActive))
      for (Value result : op.getResults())
        if (isReal(result))
          active.insert(result);
  return active;
}

/// Active values that the returned values in `results` depend on.
static DenseSet<Value> findUsefulValues(func::FuncOp function, const DenseSet<Value> &active,
                                        const llvm::BitVector &results) {
  Block &body = function.getBody().front();
  DenseSet<Value> useful;
  auto mark = [&](Value value) {
    if (active.contains(value))
      useful.insert(value);
  };
  for (unsigned index : results.set_bits())
    mark(body.getTerminator()->getOperand(index));
  for (Operation &op : llvm::reverse(body.without_terminator()))
    if (llvm::any_of(op.getResults(), [&](Value result) { return useful.contains(result); }))
      llvm::for_each(op.getOperands(), mark);
  return useful;
}

//===----------------------------------------------------------------------===//
// From call to call
//===----------------------------------------------------------------------===//

namespace {
/// One sweep forward and one backward through the entry, which adds to the activity of the blocks.
class EntrySweep {
public:
  EntrySweep(func::FuncOp entry, unsigned lossIndex, ActivityMap &blocks)
      : body(entry.getBody().front()), lossIndex(lossIndex), blocks(blocks) {}

  void run() {
    for (Operation &op : body)
      forward(&op);
    mark(body.getTerminator()->getOperand(lossIndex));
    for (Operation &op : llvm::reverse(body.without_terminator()))
      backward(&op);
  }

private:
  void forward(Operation *op) {
    if (auto call = dyn_cast<func::CallOp>(op))
      return forwardCall(call);
    auto isActive = [&](Value value) { return active.contains(value); };
    if (readsParameter(op) || llvm::any_of(op->getOperands(), isActive))
      for (Value result : op->getResults())
        if (isReal(result))
          active.insert(result);
  }

  void forwardCall(func::CallOp call) {
    func::FuncOp callee = getCallee(call);
    BlockActivity &block = blocks[callee];
    block.activeArgs.resize(callee.getNumArguments());
    block.usefulArgs.resize(callee.getNumArguments());
    block.activeResults.resize(callee.getNumResults());
    block.usefulResults.resize(callee.getNumResults());

    for (OpOperand &operand : call->getOpOperands())
      if (active.contains(operand.get()))
        block.activeArgs.set(operand.getOperandNumber());
    DenseSet<Value> inside = findActiveValues(callee, block.activeArgs);
    for (OpOperand &returned : callee.getBody().front().getTerminator()->getOpOperands())
      if (inside.contains(returned.get())) {
        block.activeResults.set(returned.getOperandNumber());
        active.insert(call.getResult(returned.getOperandNumber()));
      }
  }

  void backward(Operation *op) {
    if (llvm::none_of(op->getResults(), [&](Value result) { return useful.contains(result); }))
      return;
    if (auto call = dyn_cast<func::CallOp>(op))
      return backwardCall(call);
    for (Value operand : op->getOperands())
      mark(operand);
  }

  void backwardCall(func::CallOp call) {
    func::FuncOp callee = getCallee(call);
    BlockActivity &block = blocks[callee];
    for (OpResult result : call->getResults())
      if (useful.contains(result))
        block.usefulResults.set(result.getResultNumber());
    DenseSet<Value> inside =
        findUsefulValues(callee, findActiveValues(callee, block.activeArgs), block.usefulResults);
    for (BlockArgument argument : callee.getArguments())
      if (inside.contains(argument)) {
        block.usefulArgs.set(argument.getArgNumber());
        mark(call.getOperand(argument.getArgNumber()));
      }
  }

  void mark(Value value) {
    if (active.contains(value))
      useful.insert(value);
  }

  Block &body;
  unsigned lossIndex;
  ActivityMap &blocks;
  DenseSet<Value> active, useful;
};
} // namespace

ActivityMap analyzeActivity(func::FuncOp entry, unsigned lossIndex) {
  // A later call can make more of a shared block active, which an earlier call then sees: repeat
  // until nothing is added.
  ActivityMap blocks;
  while (true) {
    ActivityMap before = blocks;
    EntrySweep(entry, lossIndex, blocks).run();
    if (llvm::equal(before, blocks))
      return blocks;
  }
}

} // namespace heddle::autodiff
