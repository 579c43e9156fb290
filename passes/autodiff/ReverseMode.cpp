//===- ReverseMode.cpp - gradients of straight-line code --------------------===//

#include "passes/autodiff/ReverseMode.h"

#include "dialects/graph/Graph.h"

using namespace mlir;

namespace heddle::autodiff {

void Gradients::add(Value value, Value contribution) {
  assert(contribution.getType() == value.getType() && "a gradient has the type of its value");
  contributions[value].push_back(contribution);
}

Value Gradients::take(OpBuilder &builder, Value value, bool inEntry) {
  auto found = contributions.find(value);
  if (found == contributions.end())
    return {};
  SmallVector<Value> addends = found->second;
  if (addends.size() == 1)
    return addends.front();
  Value sum;
  if (addends.size() == 2 && !inEntry)
    sum = graph::AddOp::create(builder, value.getLoc(), value.getType(), addends[0], addends[1]);
  else
    sum = graph::AddNOp::create(builder, value.getLoc(), value.getType(), addends);
  found->second = {sum};
  return sum;
}

Value Gradients::takeOrZero(OpBuilder &builder, Value value, bool inEntry) {
  if (Value gradient = take(builder, value, inEntry))
    return gradient;
  return graph::ConstantOp::create(builder, value.getLoc(), value.getType(),
                                   builder.getF64FloatAttr(0.0));
}

LogicalResult differentiateOp(OpBuilder &builder, Operation *op, const DenseSet<Value> &active,
                              Gradients &gradients, bool inEntry) {
  auto isActive = [&](Value value) { return active.contains(value); };
  auto hasGradient = [&](Value value) { return gradients.has(value); };
  if (llvm::none_of(op->getResults(), hasGradient) || llvm::none_of(op->getOperands(), isActive))
    return success();

  auto differentiable = dyn_cast<graph::DifferentiableOpInterface>(op);
  if (!differentiable)
    return op->emitError() << "'" << op->getName()
                           << "' has no gradient, but lies between a parameter and the loss; "
                              "express it with ops that have one";
  SmallVector<Value> resultGrads, operandGrads;
  for (Value result : op->getResults())
    resultGrads.push_back(gradients.take(builder, result, inEntry));
  if (failed(differentiable.buildVjp(builder, resultGrads, operandGrads)))
    return failure();
  for (auto [operand, gradient] : llvm::zip_equal(op->getOperands(), operandGrads))
    if (gradient && isActive(operand))
      gradients.add(operand, gradient);
  return success();
}

} // namespace heddle::autodiff
