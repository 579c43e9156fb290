//===- Vjp.cpp - what the gradients of the op families share ----------------===//

#include "dialects/graph/Vjp.h"

using namespace mlir;

namespace heddle::graph {

Value scale(OpBuilder &builder, Location loc, Value value, double factor) {
  return ScaleOp::create(builder, loc, value.getType(), value, builder.getF64FloatAttr(factor));
}

Value sumTo(OpBuilder &builder, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  return ReduceOp::create(builder, loc, type, value, ReductionKind::Sum);
}

LogicalResult rejectStatisticGrads(Operation *op, ValueRange resultGrads) {
  for (auto [index, grad] : llvm::enumerate(resultGrads.drop_front()))
    if (grad)
      return op->emitError()
             << "result " << index + 1 << " of " << op->getName()
             << " is kept for the backward pass and is not differentiable; compute it with "
                "elementwise ops and graph.reduce instead";
  return success();
}

} // namespace heddle::graph
