//===- BlockGradient.cpp - forward and backward function of a block ---------===//
//
// Reverse mode is run inside a copy of the block, after its ops; then the copy is cut in
// two. What the second half uses of the first is what must be saved.
//
//===----------------------------------------------------------------------===//

#include "passes/autodiff/BlockGradient.h"

#include "dialects/graph/Graph.h"
#include "passes/autodiff/ReverseMode.h"

#include "mlir/IR/Dominance.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/CSE.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace heddle::autodiff {

/// Constants and views cost nothing, so backward makes them again instead of saving them.
static bool isFree(Operation *op) { return isa<graph::ConstantOp, graph::RenameOp>(op); }

namespace {
class BlockDifferentiator {
public:
  BlockDifferentiator(func::FuncOp block, const BlockActivity &activity, SymbolTable &symbols)
      : block(block), activity(activity), symbols(symbols) {}

  FailureOr<BlockGradient> run();

private:
  LogicalResult reverse();
  void eraseDeadOps();
  void findCrossingValues();
  void findCrossingOperand(Value value);
  void buildBackward();
  void cutForward();

  func::FuncOp block;
  const BlockActivity &activity;
  SymbolTable &symbols;
  BlockGradient result;

  Operation *lastForwardOp = nullptr;
  unsigned numArgs = 0;
  SmallVector<Value> argGradients;
  /// What backward uses: ops of forward that it makes again, and values of forward that it is
  /// given.
  llvm::SetVector<Operation *> remade;
  llvm::SetVector<Value> crossing;
};
} // namespace

/// The ops after `last` and before the terminator.
static SmallVector<Operation *> getOpsAfter(Block &body, Operation *last) {
  SmallVector<Operation *> ops;
  for (Operation *op = last ? last->getNextNode() : &body.front(); op != body.getTerminator();
       op = op->getNextNode())
    ops.push_back(op);
  return ops;
}

FailureOr<BlockGradient> BlockDifferentiator::run() {
  result.forward = block.clone();
  result.forward.setSymName((block.getSymName() + ".fwd").str());
  symbols.insert(result.forward, std::next(block->getIterator()));
  if (failed(reverse()))
    return failure();
  eraseDeadOps();
  findCrossingValues();
  buildBackward();
  cutForward();
  return result;
}

/// Appends the backward ops to the body. The gradients of the results are block arguments for now.
LogicalResult BlockDifferentiator::reverse() {
  Block &body = result.forward.getBody().front();
  Operation *terminator = body.getTerminator();
  lastForwardOp = terminator->getPrevNode();
  numArgs = body.getNumArguments();
  DenseSet<Value> active = findActiveValues(result.forward, activity.activeArgs);

  Gradients gradients;
  for (unsigned index : activity.usefulResults.set_bits()) {
    Value returned = terminator->getOperand(index);
    result.gradedResults.push_back(index);
    gradients.add(returned, body.addArgument(returned.getType(), returned.getLoc()));
  }
  OpBuilder builder(terminator);
  for (Operation *op = lastForwardOp; op; op = op->getPrevNode())
    if (failed(differentiateOp(builder, op, active, gradients, /*inEntry=*/false)))
      return failure();
  for (unsigned index : activity.usefulArgs.set_bits()) {
    result.gradedArgs.push_back(index);
    argGradients.push_back(
        gradients.takeOrZero(builder, body.getArgument(index), /*inEntry=*/false));
  }
  return success();
}

/// A vjp computes the gradients of all operands; some are of no use.
void BlockDifferentiator::eraseDeadOps() {
  llvm::SmallDenseSet<Value> returned(argGradients.begin(), argGradients.end());
  SmallVector<Operation *> backwardOps =
      getOpsAfter(result.forward.getBody().front(), lastForwardOp);
  for (Operation *op : llvm::reverse(backwardOps))
    if (isOpTriviallyDead(op) &&
        llvm::none_of(op->getResults(), [&](Value value) { return returned.contains(value); }))
      op->erase();
}

void BlockDifferentiator::findCrossingOperand(Value value) {
  Operation *definition = value.getDefiningOp();
  if (!definition) {
    crossing.insert(value);
    return;
  }
  bool fromBackward = lastForwardOp ? lastForwardOp->isBeforeInBlock(definition) : true;
  if (fromBackward)
    return;
  if (!isFree(definition)) {
    crossing.insert(value);
    return;
  }
  llvm::for_each(definition->getOperands(), [&](Value operand) { findCrossingOperand(operand); });
  remade.insert(definition);
}

void BlockDifferentiator::findCrossingValues() {
  for (Operation *op : getOpsAfter(result.forward.getBody().front(), lastForwardOp))
    for (Value operand : op->getOperands())
      findCrossingOperand(operand);
  llvm::for_each(argGradients, [&](Value gradient) { findCrossingOperand(gradient); });
}

/// Sorts the crossing values into saved ones, arguments, and gradients of results, and makes a
/// function of them.
void BlockDifferentiator::buildBackward() {
  Block &body = result.forward.getBody().front();
  SmallVector<Value> inputs;
  for (Operation &op : body)
    for (Value value : op.getResults())
      if (crossing.contains(value))
        inputs.push_back(value);
  for (BlockArgument argument : body.getArguments().take_front(numArgs))
    if (crossing.contains(argument)) {
      inputs.push_back(argument);
      result.keptArgs.push_back(argument.getArgNumber());
    }
  llvm::append_range(inputs, body.getArguments().drop_front(numArgs));

  OpBuilder builder(block.getContext());
  auto type =
      builder.getFunctionType(TypeRange(ValueRange(inputs)), TypeRange(ValueRange(argGradients)));
  result.backward =
      func::FuncOp::create(builder, block.getLoc(), (block.getSymName() + ".bwd").str(), type);
  result.backward->setDiscardableAttrs(llvm::to_vector(block->getDiscardableAttrs()));
  result.backward->setAttr("graph.phase", builder.getStringAttr("backward"));
  result.backward->setAttr("graph.forward",
                           FlatSymbolRefAttr::get(result.forward.getSymNameAttr()));
  result.backward.setPrivate();
  symbols.insert(result.backward, std::next(result.forward->getIterator()));

  IRMapping mapping;
  Block *target = &result.backward.getBody().emplaceBlock();
  for (Value input : inputs)
    mapping.map(input, target->addArgument(input.getType(), input.getLoc()));
  builder.setInsertionPointToStart(target);
  for (Operation *op : remade)
    builder.clone(*op, mapping);
  for (Operation *op : getOpsAfter(body, lastForwardOp))
    builder.clone(*op, mapping);
  auto mapped =
      llvm::map_to_vector(argGradients, [&](Value value) { return mapping.lookup(value); });
  func::ReturnOp::create(builder, block.getLoc(), mapped);

  IRRewriter rewriter(block.getContext());
  DominanceInfo dominance(result.backward);
  eliminateCommonSubExpressions(rewriter, dominance, result.backward);
}

/// Removes the second half from the body; the saved values become results, unless they are results
/// already.
void BlockDifferentiator::cutForward() {
  Block &body = result.forward.getBody().front();
  SmallVector<Operation *> backwardOps = getOpsAfter(body, lastForwardOp);
  for (Operation *op : llvm::reverse(backwardOps))
    op->erase();
  body.eraseArguments(numArgs, body.getNumArguments() - numArgs);

  Operation *terminator = body.getTerminator();
  SmallVector<Value> returned(terminator->getOperands());
  for (Operation &op : body.without_terminator())
    for (Value value : op.getResults()) {
      if (!crossing.contains(value))
        continue;
      auto *found = llvm::find(returned, value);
      result.saved.push_back(found - returned.begin());
      if (found == returned.end())
        returned.push_back(value);
    }

  unsigned numResults = result.forward.getNumResults();
  ArrayRef<Value> added = ArrayRef(returned).drop_front(numResults);
  SmallVector<unsigned> positions(added.size(), numResults);
  SmallVector<DictionaryAttr> attributes(added.size());
  terminator->setOperands(returned);
  LogicalResult inserted =
      result.forward.insertResults(positions, TypeRange(ValueRange(added)), attributes);
  assert(succeeded(inserted) && "func.func takes any result types");
  (void)inserted;
}

FailureOr<BlockGradient> differentiateBlock(func::FuncOp block, const BlockActivity &activity,
                                            SymbolTable &symbols) {
  return BlockDifferentiator(block, activity, symbols).run();
}

} // namespace heddle::autodiff
