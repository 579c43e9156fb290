//===- TrainEntry.cpp - the entry `train` -----------------------------------===//

#include "passes/autodiff/TrainEntry.h"

#include "dialects/graph/Graph.h"
#include "passes/analysis/Entries.h"
#include "passes/autodiff/ReverseMode.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace heddle::autodiff {

FailureOr<unsigned> findOutput(func::FuncOp entry, StringRef name) {
  for (unsigned index = 0; index < entry.getNumResults(); ++index)
    if (entry.getResultAttrOfType<StringAttr>(index, "graph.output") == name)
      return index;
  return entry.emitError() << "the entry @" << entry.getSymName()
                           << " has no result with graph.output = \"" << name << "\"";
}

namespace {
class TrainEntryBuilder {
public:
  TrainEntryBuilder(func::FuncOp loss, const DenseSet<Value> &useful, const BlockGradients &blocks,
                    SymbolTable &symbols)
      : loss(loss), useful(useful), blocks(blocks), symbols(symbols), builder(loss.getContext()) {}

  LogicalResult run();

private:
  void createFunction();
  Value createSeed(Type lossType, Value weight);
  LogicalResult cloneWeight(Value weight);
  void cloneForward(Operation *op);
  LogicalResult reverse(Operation *op);
  void reverseCall(func::CallOp call);
  LogicalResult nameGradients();

  func::FuncOp loss, train;
  const DenseSet<Value> &useful;
  const BlockGradients &blocks;
  SymbolTable &symbols;
  OpBuilder builder;

  /// From values of `loss` to their equals in `train`, and from its calls to the calls of the
  /// forward functions.
  IRMapping mapping;
  llvm::DenseMap<Operation *, func::CallOp> forwardCalls;
  llvm::DenseSet<Operation *> done;
  Gradients gradients;
};
} // namespace

LogicalResult TrainEntryBuilder::run() {
  FailureOr<unsigned> lossIndex = findOutput(loss, "loss"),
                      weightIndex = findOutput(loss, "weight");
  if (failed(lossIndex) || failed(weightIndex))
    return failure();
  createFunction();
  Block &body = loss.getBody().front();
  Operation *terminator = body.getTerminator();
  Value lossValue = terminator->getOperand(*lossIndex),
        weight = terminator->getOperand(*weightIndex);

  for (Operation &op : body.without_terminator())
    if (isa<graph::ReadOp>(op))
      cloneForward(&op);
  if (failed(cloneWeight(weight)))
    return failure();
  gradients.add(lossValue, createSeed(lossValue.getType(), mapping.lookup(weight)));
  for (Operation &op : body.without_terminator())
    cloneForward(&op);
  for (Operation &op : llvm::reverse(body.without_terminator()))
    if (failed(reverse(&op)))
      return failure();
  if (failed(nameGradients()))
    return failure();
  builder.clone(*terminator, mapping);
  return success();
}

/// An empty function with the inputs and outputs of `loss`.
void TrainEntryBuilder::createFunction() {
  train = cast<func::FuncOp>(loss->cloneWithoutRegions());
  train.setSymName("train");
  train->setAttr("graph.entry", builder.getStringAttr("train"));
  symbols.insert(train, std::next(loss->getIterator()));
  Block *body = &train.getBody().emplaceBlock();
  for (BlockArgument argument : loss.getArguments())
    mapping.map(argument, body->addArgument(argument.getType(), argument.getLoc()));
  builder.setInsertionPointToStart(body);
}

/// The weight must be known before the first backward, so it comes first: it is a function of the
/// inputs alone.
LogicalResult TrainEntryBuilder::cloneWeight(Value weight) {
  Operation *definition = weight.getDefiningOp();
  if (!definition)
    return success();
  for (Value operand : definition->getOperands())
    if (!mapping.contains(operand))
      return definition->emitError(
          "the weight of the loss must be computed from the entry's inputs in one block, since it "
          "divides the loss before anything else runs");
  cloneForward(definition);
  return success();
}

/// A call of the block that makes d objective / d loss = 1 / weight.
Value TrainEntryBuilder::createSeed(Type lossType, Value weight) {
  Location loc = loss.getLoc();
  auto type = builder.getFunctionType(weight.getType(), lossType);
  OpBuilder detached(loss.getContext());
  auto seed = func::FuncOp::create(detached, loc, "loss_seed", type);
  seed.setPrivate();
  seed->setAttr("graph.block", builder.getStringAttr("loss_seed"));
  seed->setAttr("graph.phase", builder.getStringAttr("step"));
  symbols.insert(seed, train->getIterator());

  Block *body = seed.addEntryBlock();
  detached.setInsertionPointToStart(body);
  Value one =
      graph::ConstantOp::create(detached, loc, weight.getType(), detached.getF64FloatAttr(1.0));
  Value inverse = graph::DivOp::create(detached, loc, weight.getType(), one, body->getArgument(0));
  if (lossType != inverse.getType())
    inverse = graph::CastOp::create(detached, loc, lossType, inverse);
  func::ReturnOp::create(detached, loc, inverse);

  auto call = func::CallOp::create(builder, loc, seed, weight);
  call->setAttr("graph.instance", builder.getStringAttr("loss_seed"));
  return call.getResult(0);
}

/// The same op, or a call of the forward function if the block is differentiated.
void TrainEntryBuilder::cloneForward(Operation *op) {
  if (!done.insert(op).second)
    return;
  auto call = dyn_cast<func::CallOp>(op);
  auto block = call ? blocks.find(getCallee(call)) : blocks.end();
  if (block == blocks.end()) {
    builder.clone(*op, mapping);
    return;
  }
  auto operands =
      llvm::map_to_vector(call.getOperands(), [&](Value value) { return mapping.lookup(value); });
  func::FuncOp callee = block->second.forward;
  auto forward = func::CallOp::create(builder, op->getLoc(), callee, operands);
  forward->setDiscardableAttrs(llvm::to_vector(op->getDiscardableAttrs()));
  mapping.map(call.getResults(), forward.getResults().take_front(call.getNumResults()));
  forwardCalls[op] = forward;
}

LogicalResult TrainEntryBuilder::reverse(Operation *op) {
  if (llvm::none_of(op->getResults(), [&](Value value) { return gradients.has(value); }))
    return success();
  if (auto call = dyn_cast<func::CallOp>(op)) {
    reverseCall(call);
    return success();
  }
  if (isa<graph::ReadOp>(op))
    return success();
  return differentiateOp(builder, op, useful, gradients, /*inEntry=*/true);
}

void TrainEntryBuilder::reverseCall(func::CallOp call) {
  auto block = blocks.find(getCallee(call));
  if (block == blocks.end())
    return;
  const BlockGradient &gradient = block->second;
  func::CallOp forward = forwardCalls[call];
  SmallVector<Value> operands;
  for (unsigned index : gradient.saved)
    operands.push_back(forward.getResult(index));
  for (unsigned index : gradient.keptArgs)
    operands.push_back(forward.getOperand(index));
  for (unsigned index : gradient.gradedResults)
    operands.push_back(gradients.takeOrZero(builder, call.getResult(index), /*inEntry=*/true));

  func::FuncOp callee = gradient.backward;
  auto backward = func::CallOp::create(builder, call.getLoc(), callee, operands);
  backward->setDiscardableAttrs(llvm::to_vector(call->getDiscardableAttrs()));
  for (auto [index, value] : llvm::zip_equal(gradient.gradedArgs, backward.getResults()))
    if (useful.contains(call.getOperand(index)))
      gradients.add(call.getOperand(index), value);
}

/// One graph.gradient per parameter, in the order of their declarations.
LogicalResult TrainEntryBuilder::nameGradients() {
  llvm::DenseMap<StringAttr, SmallVector<Value>> found;
  for (auto read : loss.getBody().front().getOps<graph::ReadOp>())
    if (Value gradient = gradients.take(builder, read.getResult(), /*inEntry=*/true))
      found[read.getVariableAttr().getAttr()].push_back(gradient);

  for (auto variable : loss->getParentOfType<ModuleOp>().getOps<graph::VariableOp>()) {
    if (variable.getKind() != graph::VariableKind::Parameter)
      continue;
    ArrayRef<Value> parts = found[variable.getSymNameAttr()];
    if (parts.empty())
      return variable.emitError() << "the loss does not depend on the parameter @"
                                  << variable.getSymName()
                                  << ", so it cannot be trained; use it or remove it";
    Value gradient = parts.front();
    if (parts.size() > 1)
      gradient = graph::AddNOp::create(builder, variable.getLoc(), gradient.getType(), parts);
    graph::GradientOp::create(builder, variable.getLoc(),
                              FlatSymbolRefAttr::get(variable.getSymNameAttr()), gradient);
  }
  return success();
}

LogicalResult buildTrainEntry(func::FuncOp loss, const DenseSet<Value> &useful,
                              const BlockGradients &blocks, SymbolTable &symbols) {
  return TrainEntryBuilder(loss, useful, blocks, symbols).run();
}

} // namespace heddle::autodiff
