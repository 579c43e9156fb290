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
/// A sweep forward and one backward through the entry. Each call is looked into with the activity
/// of its own operands.
class EntrySweep {
public:
  EntrySweep(func::FuncOp entry, unsigned lossIndex)
      : body(entry.getBody().front()), lossIndex(lossIndex) {}

  EntryActivity run() {
    for (Operation &op : body)
      forward(&op);
    mark(body.getTerminator()->getOperand(lossIndex));
    for (Operation &op : llvm::reverse(body.without_terminator()))
      backward(&op);
    return std::move(activity);
  }

private:
  void forward(Operation *op);
  void forwardCall(func::CallOp call);
  void backward(Operation *op);
  void backwardCall(func::CallOp call);

  void mark(Value value) {
    if (active.contains(value))
      activity.usefulValues.insert(value);
  }

  llvm::BitVector getActiveArgs(func::CallOp call) {
    llvm::BitVector args(call.getNumOperands());
    for (OpOperand &operand : call->getOpOperands())
      if (active.contains(operand.get()))
        args.set(operand.getOperandNumber());
    return args;
  }

  Block &body;
  unsigned lossIndex;
  EntryActivity activity;
  DenseSet<Value> active;
};
} // namespace

void EntrySweep::forward(Operation *op) {
  if (auto call = dyn_cast<func::CallOp>(op))
    return forwardCall(call);
  auto isActive = [&](Value value) { return active.contains(value); };
  if (readsParameter(op) || llvm::any_of(op->getOperands(), isActive))
    for (Value result : op->getResults())
      if (isReal(result))
        active.insert(result);
}

void EntrySweep::forwardCall(func::CallOp call) {
  func::FuncOp callee = getCallee(call);
  BlockActivity &block = activity.blocks[callee];
  block.usefulArgs.resize(callee.getNumArguments());
  block.usefulResults.resize(callee.getNumResults());
  block.activeArgs |= getActiveArgs(call);
  DenseSet<Value> inside = findActiveValues(callee, getActiveArgs(call));
  for (OpOperand &returned : callee.getBody().front().getTerminator()->getOpOperands())
    if (inside.contains(returned.get()))
      active.insert(call.getResult(returned.getOperandNumber()));
}

void EntrySweep::backward(Operation *op) {
  auto isUseful = [&](Value value) { return activity.usefulValues.contains(value); };
  if (llvm::none_of(op->getResults(), isUseful))
    return;
  if (auto call = dyn_cast<func::CallOp>(op))
    return backwardCall(call);
  for (Value operand : op->getOperands())
    mark(operand);
}

void EntrySweep::backwardCall(func::CallOp call) {
  func::FuncOp callee = getCallee(call);
  llvm::BitVector results(call.getNumResults());
  for (OpResult result : call->getResults())
    if (activity.usefulValues.contains(result))
      results.set(result.getResultNumber());
  DenseSet<Value> inside =
      findUsefulValues(callee, findActiveValues(callee, getActiveArgs(call)), results);

  BlockActivity &block = activity.blocks[callee];
  block.usefulResults |= results;
  for (BlockArgument argument : callee.getArguments())
    if (inside.contains(argument)) {
      block.usefulArgs.set(argument.getArgNumber());
      mark(call.getOperand(argument.getArgNumber()));
    }
}

EntryActivity analyzeActivity(func::FuncOp entry, unsigned lossIndex) {
  return EntrySweep(entry, lossIndex).run();
}

} // namespace heddle::autodiff
