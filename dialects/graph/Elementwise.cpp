//===- Elementwise.cpp - elementwise ops: facts and verifiers ---------------===//

#include "dialects/graph/Axes.h"
#include "dialects/graph/Verify.h"

using namespace mlir;

namespace heddle::graph {

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

static LogicalResult verifyUnary(Operation *op) {
  Type input = op->getOperand(0).getType(), result = op->getResult(0).getType();
  if (failed(verifyOneElementType(op, {input, result})))
    return failure();
  return verifyAxesEqual(op, "the result", result, "the operand", input);
}

LogicalResult NegOp::verify() { return verifyUnary(*this); }
LogicalResult ExpOp::verify() { return verifyUnary(*this); }
LogicalResult LogOp::verify() { return verifyUnary(*this); }
LogicalResult SqrtOp::verify() { return verifyUnary(*this); }
LogicalResult RsqrtOp::verify() { return verifyUnary(*this); }
LogicalResult TanhOp::verify() { return verifyUnary(*this); }
LogicalResult SigmoidOp::verify() { return verifyUnary(*this); }
LogicalResult ReluOp::verify() { return verifyUnary(*this); }
LogicalResult GeluOp::verify() { return verifyUnary(*this); }
LogicalResult SiluOp::verify() { return verifyUnary(*this); }
LogicalResult ScaleOp::verify() { return verifyUnary(*this); }

LogicalResult CastOp::verify() {
  return verifyAxesEqual(*this, "the result", getType(), "the operand", getInput().getType());
}

Linearity NegOp::getLinearity(unsigned) { return Linearity::Multiplicative; }
Linearity ScaleOp::getLinearity(unsigned) { return Linearity::Multiplicative; }
Linearity CastOp::getLinearity(unsigned) { return Linearity::Multiplicative; }

//===----------------------------------------------------------------------===//
// Two operands, broadcast by name
//===----------------------------------------------------------------------===//

static LogicalResult verifyBinary(Operation *op) {
  Type result = op->getResult(0).getType();
  if (failed(verifyOneElementType(
          op, {op->getOperand(0).getType(), op->getOperand(1).getType(), result})))
    return failure();
  for (Value operand : op->getOperands())
    for (StringAttr axis : getAxes(operand))
      if (!findAxis(result, axis))
        return op->emitOpError() << "the result " << describeAxes(result) << " lacks the axis "
                                 << axis << " of an operand " << describeAxes(operand.getType())
                                 << "; sum it with graph.reduce";
  for (StringAttr axis : getAxes(result))
    if (!findAxis(op->getOperand(0).getType(), axis) &&
        !findAxis(op->getOperand(1).getType(), axis))
      return op->emitOpError() << "the result has the axis " << axis
                               << ", which no operand has; repeat an operand with graph.broadcast";
  return success();
}

LogicalResult AddOp::verify() { return verifyBinary(*this); }
LogicalResult SubOp::verify() { return verifyBinary(*this); }
LogicalResult MulOp::verify() { return verifyBinary(*this); }
LogicalResult DivOp::verify() { return verifyBinary(*this); }
LogicalResult MaximumOp::verify() { return verifyBinary(*this); }
LogicalResult MinimumOp::verify() { return verifyBinary(*this); }
LogicalResult GeluGradOp::verify() { return verifyBinary(*this); }
LogicalResult SiluGradOp::verify() { return verifyBinary(*this); }
LogicalResult StepMaskOp::verify() { return verifyBinary(*this); }

/// The op is linear in operand `linear` when the other one is fixed.
static Linearity linearIn(unsigned linear, unsigned index) {
  return index == linear ? Linearity::Multiplicative : Linearity::None;
}

Linearity AddOp::getLinearity(unsigned) { return Linearity::Additive; }
Linearity SubOp::getLinearity(unsigned) { return Linearity::Additive; }
Linearity MulOp::getLinearity(unsigned) { return Linearity::Multiplicative; }
Linearity DivOp::getLinearity(unsigned index) { return linearIn(0, index); }
Linearity GeluGradOp::getLinearity(unsigned index) { return linearIn(1, index); }
Linearity SiluGradOp::getLinearity(unsigned index) { return linearIn(1, index); }
Linearity StepMaskOp::getLinearity(unsigned index) { return linearIn(1, index); }

//===----------------------------------------------------------------------===//
// Any number of operands
//===----------------------------------------------------------------------===//

LogicalResult AddNOp::verify() {
  if (getInputs().empty())
    return emitOpError("needs at least one addend; a sum of nothing is graph.constant");
  if (failed(
          verifyOneElementType(*this, llvm::to_vector(llvm::concat<Type>(
                                          getOperandTypes(), getOperation()->getResultTypes())))))
    return failure();
  for (Value input : getInputs())
    if (failed(verifyAxesEqual(*this, "an addend", input.getType(), "the result", getType())))
      return failure();
  return success();
}

Linearity AddNOp::getLinearity(unsigned) { return Linearity::Additive; }

} // namespace heddle::graph
