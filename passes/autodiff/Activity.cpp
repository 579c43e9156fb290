//===- Activity.cpp - what needs a gradient ---------------------------------===//

#include "passes/autodiff/Activity.h"

#include "dialects/graph/Graph.h"
#include "passes/analysis/Entries.h"

using namespace mlir;

namespace heddle::autodiff {

/// Only real numbers have derivatives.
static bool isReal(Value value) { return isa<FloatType>(getElementTypeOrSelf(value)); }

static bool readsParameter(Operation *op, const SymbolTable &symbols) {
  auto read = dyn_cast<graph::ReadOp>(op);
  if (!read)
    return false;
  auto variable = symbols.lookup<graph::VariableOp>(read.getVariableAttr().getAttr());
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
  EntrySweep(func::FuncOp entry, unsigned lossIndex, const SymbolTable &symbols)
      : body(entry.getBody().front()), lossIndex(lossIndex), symbols(symbols) {}

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

  const DenseSet<Value> &getActiveInside(func::FuncOp callee, const llvm::BitVector &args);
  const DenseSet<Value> &getUsefulInside(func::FuncOp callee, const llvm::BitVector &args,
                                         const llvm::BitVector &results);

  Block &body;
  unsigned lossIndex;
  const SymbolTable &symbols;
  /// The calls of a repeated block agree, so a block is looked into once per pattern, not per call.
  DenseMap<std::pair<Operation *, llvm::BitVector>, DenseSet<Value>> activeInside;
  DenseMap<std::tuple<Operation *, llvm::BitVector, llvm::BitVector>, DenseSet<Value>> usefulInside;
  EntryActivity activity;
  DenseSet<Value> active;
};
} // namespace

const DenseSet<Value> &EntrySweep::getActiveInside(func::FuncOp callee,
                                                   const llvm::BitVector &args) {
  auto [it, isNew] = activeInside.try_emplace({callee, args});
  if (isNew)
    it->second = findActiveValues(callee, args);
  return it->second;
}

const DenseSet<Value> &EntrySweep::getUsefulInside(func::FuncOp callee, const llvm::BitVector &args,
                                                   const llvm::BitVector &results) {
  auto [it, isNew] = usefulInside.try_emplace({callee, args, results});
  if (isNew)
    it->second = findUsefulValues(callee, getActiveInside(callee, args), results);
  return it->second;
}

void EntrySweep::forward(Operation *op) {
  if (auto call = dyn_cast<func::CallOp>(op))
    return forwardCall(call);
  auto isActive = [&](Value value) { return active.contains(value); };
  if (readsParameter(op, symbols) || llvm::any_of(op->getOperands(), isActive))
    for (Value result : op->getResults())
      if (isReal(result))
        active.insert(result);
}

void EntrySweep::forwardCall(func::CallOp call) {
  func::FuncOp callee = getCallee(call);
  BlockActivity &block = activity.blocks[callee];
  block.usefulArgs.resize(callee.getNumArguments());
  block.usefulResults.resize(callee.getNumResults());
  llvm::BitVector args = getActiveArgs(call);
  block.activeArgs |= args;
  const DenseSet<Value> &inside = getActiveInside(callee, args);
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
  const DenseSet<Value> &inside = getUsefulInside(callee, getActiveArgs(call), results);

  BlockActivity &block = activity.blocks[callee];
  block.usefulResults |= results;
  for (BlockArgument argument : callee.getArguments())
    if (inside.contains(argument)) {
      block.usefulArgs.set(argument.getArgNumber());
      mark(call.getOperand(argument.getArgNumber()));
    }
}

EntryActivity analyzeActivity(func::FuncOp entry, unsigned lossIndex, const SymbolTable &symbols) {
  return EntrySweep(entry, lossIndex, symbols).run();
}

} // namespace heddle::autodiff
