//===- LayersVjp.cpp - gradients of norms, rope, attention, cross entropy ---===//

#include "dialects/graph/Vjp.h"

using namespace mlir;

namespace heddle::graph {

LogicalResult LayerNormOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                    SmallVectorImpl<Value> &out) {
  if (failed(rejectStatisticGrads(*this, grads)))
    return failure();
  auto grad = LayerNormGradOp::create(builder, getLoc(), getInput().getType(), getScale().getType(),
                                      getShift().getType(), getInput(), getScale(), getMean(),
                                      getRstd(), grads[0], getAxisAttr());
  llvm::append_range(out, grad.getResults());
  return success();
}

LogicalResult RmsNormOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                  SmallVectorImpl<Value> &out) {
  if (failed(rejectStatisticGrads(*this, grads)))
    return failure();
  auto grad = RmsNormGradOp::create(builder, getLoc(), getInput().getType(), getScale().getType(),
                                    getInput(), getScale(), getRstd(), grads[0], getAxisAttr());
  llvm::append_range(out, grad.getResults());
  return success();
}

LogicalResult RopeOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  // A rotation's transpose is the rotation by the negative angle.
  auto grad = RopeOp::create(builder, getLoc(), getInput().getType(), grads[0], getAxisAttr(),
                             getSeqAxisAttr(), getThetaAttr(),
                             getInverse() ? UnitAttr() : builder.getUnitAttr());
  out.push_back(grad);
  return success();
}

LogicalResult AttentionOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                    SmallVectorImpl<Value> &out) {
  if (failed(rejectStatisticGrads(*this, grads)))
    return failure();
  auto grad = AttentionGradOp::create(
      builder, getLoc(), getQuery().getType(), getKey().getType(), getValue().getType(), getQuery(),
      getKey(), getValue(), getResult(), getLse(), grads[0], getDocuments(), getCausalAttr());
  llvm::append_range(out, grad.getResults());
  if (getDocuments())
    out.push_back(Value());
  return success();
}

LogicalResult CrossEntropyOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                       SmallVectorImpl<Value> &out) {
  if (failed(rejectStatisticGrads(*this, grads)))
    return failure();
  auto grad =
      CrossEntropyGradOp::create(builder, getLoc(), getLogits().getType(), getLogits(), getLse(),
                                 getTargets(), grads[0], ValueRange(), getAxisAttr());
  out.append({grad.getResult(), Value()});
  return success();
}

} // namespace heddle::graph
