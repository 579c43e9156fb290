//===- Contraction.cpp - einsum ---------------------------------------------===//

#include "dialects/graph/Axes.h"
#include "dialects/graph/Verify.h"

using namespace mlir;

namespace heddle::graph {

Linearity EinsumOp::getLinearity(unsigned) { return Linearity::Multiplicative; }

double EinsumOp::getFlops() {
  double flops = 2.0;
  llvm::SmallDenseSet<StringAttr> seen;
  for (Value operand : getOperands())
    for (auto [name, size] :
         llvm::zip_equal(getAxes(operand), cast<RankedTensorType>(operand.getType()).getShape()))
      if (seen.insert(name).second)
        flops *= double(size);
  return flops;
}

/// Each axis of `operand` must be in the other operand or in the result.
static LogicalResult verifyNoLoneAxis(EinsumOp op, Value operand, Value other, StringRef what) {
  for (StringAttr axis : getAxes(operand))
    if (!findAxis(other.getType(), axis) && !findAxis(op.getType(), axis))
      return op.emitOpError() << "axis " << axis << " occurs only in " << what << " "
                              << describeAxes(operand.getType())
                              << "; sum it with graph.reduce first";
  return success();
}

LogicalResult EinsumOp::verify() {
  if (failed(verifyOneElementType(*this, {getLhs().getType(), getRhs().getType(), getType()})) ||
      failed(verifyNoLoneAxis(*this, getLhs(), getRhs(), "lhs")) ||
      failed(verifyNoLoneAxis(*this, getRhs(), getLhs(), "rhs")))
    return failure();
  for (StringAttr axis : getAxes(getResult()))
    if (!findAxis(getLhs().getType(), axis) && !findAxis(getRhs().getType(), axis))
      return emitOpError() << "the result has the axis " << axis << ", but neither lhs "
                           << describeAxes(getLhs().getType()) << " nor rhs "
                           << describeAxes(getRhs().getType()) << " has it";
  return success();
}

LogicalResult EinsumOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                                 SmallVectorImpl<Value> &operandGrads) {
  // An axis of an operand is in the other operand or in the result, so each gradient is an einsum
  // again.
  Value grad = resultGrads[0];
  operandGrads.push_back(create(builder, getLoc(), getLhs().getType(), grad, getRhs()));
  operandGrads.push_back(create(builder, getLoc(), getRhs().getType(), getLhs(), grad));
  return success();
}

} // namespace heddle::graph
