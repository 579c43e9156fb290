//===- ShapeVjp.cpp - gradients of reduce, broadcast, rename, gather --------===//

#include "dialects/graph/Vjp.h"

using namespace mlir;

namespace heddle::graph {

LogicalResult ReduceOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                 SmallVectorImpl<Value> &out) {
  if (getKind() != ReductionKind::Sum)
    return emitError("a maximum over an axis has no gradient here; only sums are differentiable");
  if (getType().getRank() == getInput().getType().getRank())
    out.push_back(sumTo(builder, getLoc(), grads[0], getInput().getType()));
  else
    out.push_back(BroadcastOp::create(builder, getLoc(), getInput().getType(), grads[0]));
  return success();
}

LogicalResult BroadcastOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                    SmallVectorImpl<Value> &out) {
  out.push_back(sumTo(builder, getLoc(), grads[0], getInput().getType()));
  return success();
}

LogicalResult RenameOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                 SmallVectorImpl<Value> &out) {
  out.push_back(RenameOp::create(builder, getLoc(), getInput().getType(), grads[0]));
  return success();
}

LogicalResult GatherOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                 SmallVectorImpl<Value> &out) {
  out.push_back(ScatterAddOp::create(builder, getLoc(), getTable().getType(), grads[0],
                                     getIndices(), getOffsets(), getAxisAttr()));
  out.append(1 + getOffsets().size(), Value());
  return success();
}

LogicalResult ScatterAddOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                     SmallVectorImpl<Value> &out) {
  out.push_back(GatherOp::create(builder, getLoc(), getUpdates().getType(), grads[0], getIndices(),
                                 getOffsets(), getAxisAttr()));
  out.append(1 + getOffsets().size(), Value());
  return success();
}

} // namespace heddle::graph
