//===- ElementwiseVjp.cpp - gradients of the elementwise ops ----------------===//

#include "dialects/graph/Vjp.h"

using namespace mlir;

namespace heddle::graph {

//===----------------------------------------------------------------------===//
// One operand: `g` is the gradient of the result `y = f(x)`
//===----------------------------------------------------------------------===//

LogicalResult NegOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(NegOp::create(builder, getLoc(), grads[0].getType(), grads[0]));
  return success();
}

LogicalResult ExpOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(like<MulOp>(builder, getLoc(), grads[0], getResult()));
  return success();
}

LogicalResult LogOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(like<DivOp>(builder, getLoc(), grads[0], getInput()));
  return success();
}

LogicalResult SqrtOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  // g / (2 y)
  Value quotient = like<DivOp>(builder, getLoc(), grads[0], getResult());
  out.push_back(scale(builder, getLoc(), quotient, 0.5));
  return success();
}

LogicalResult RsqrtOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  // -g y^3 / 2
  Value square = like<MulOp>(builder, getLoc(), getResult(), getResult());
  Value cube = like<MulOp>(builder, getLoc(), square, getResult());
  out.push_back(scale(builder, getLoc(), like<MulOp>(builder, getLoc(), grads[0], cube), -0.5));
  return success();
}

LogicalResult TanhOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  // g (1 - y^2)
  Value square = like<MulOp>(builder, getLoc(), getResult(), getResult());
  Value product = like<MulOp>(builder, getLoc(), grads[0], square);
  out.push_back(like<SubOp>(builder, getLoc(), grads[0], product));
  return success();
}

LogicalResult SigmoidOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                  SmallVectorImpl<Value> &out) {
  // g (y - y^2)
  Value square = like<MulOp>(builder, getLoc(), getResult(), getResult());
  Value slope = like<SubOp>(builder, getLoc(), getResult(), square);
  out.push_back(like<MulOp>(builder, getLoc(), grads[0], slope));
  return success();
}

LogicalResult ReluOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(like<StepMaskOp>(builder, getLoc(), getInput(), grads[0]));
  return success();
}

LogicalResult GeluOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(like<GeluGradOp>(builder, getLoc(), getInput(), grads[0]));
  return success();
}

LogicalResult SiluOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(like<SiluGradOp>(builder, getLoc(), getInput(), grads[0]));
  return success();
}

LogicalResult ScaleOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(scale(builder, getLoc(), grads[0], getFactor().convertToDouble()));
  return success();
}

LogicalResult CastOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  // A cast from integers ends differentiation.
  bool real = isa<FloatType>(getElementTypeOrSelf(getInput()));
  out.push_back(real ? Value(CastOp::create(builder, getLoc(), getInput().getType(), grads[0]))
                     : Value());
  return success();
}

//===----------------------------------------------------------------------===//
// Two operands. Broadcasting repeats an operand, so its gradient is a sum
//===----------------------------------------------------------------------===//

LogicalResult AddOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(sumTo(builder, getLoc(), grads[0], getLhs().getType()));
  out.push_back(sumTo(builder, getLoc(), grads[0], getRhs().getType()));
  return success();
}

LogicalResult SubOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.push_back(sumTo(builder, getLoc(), grads[0], getLhs().getType()));
  Value sum = sumTo(builder, getLoc(), grads[0], getRhs().getType());
  out.push_back(NegOp::create(builder, getLoc(), sum.getType(), sum));
  return success();
}

LogicalResult MulOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  Value lhs = like<MulOp>(builder, getLoc(), grads[0], getRhs());
  out.push_back(sumTo(builder, getLoc(), lhs, getLhs().getType()));
  Value rhs = like<MulOp>(builder, getLoc(), grads[0], getLhs());
  out.push_back(sumTo(builder, getLoc(), rhs, getRhs().getType()));
  return success();
}

LogicalResult DivOp::buildVjp(OpBuilder &builder, ValueRange grads, SmallVectorImpl<Value> &out) {
  // g / b and -(g / b) y
  Value lhs = like<DivOp>(builder, getLoc(), grads[0], getRhs());
  out.push_back(sumTo(builder, getLoc(), lhs, getLhs().getType()));
  Value product = like<MulOp>(builder, getLoc(), lhs, getResult());
  Value sum = sumTo(builder, getLoc(), product, getRhs().getType());
  out.push_back(NegOp::create(builder, getLoc(), sum.getType(), sum));
  return success();
}

/// The gradient goes to lhs where `winner - loser` >= 0, else to rhs.
static void pushSelected(OpBuilder &builder, Operation *op, Value grad, Value winner, Value loser,
                         SmallVectorImpl<Value> &out) {
  Location loc = op->getLoc();
  Value margin = SubOp::create(builder, loc, grad.getType(), winner, loser);
  Value kept = like<StepMaskOp>(builder, loc, margin, grad);
  Value rest = like<SubOp>(builder, loc, grad, kept);
  out.push_back(sumTo(builder, loc, kept, op->getOperand(0).getType()));
  out.push_back(sumTo(builder, loc, rest, op->getOperand(1).getType()));
}

LogicalResult MaximumOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                  SmallVectorImpl<Value> &out) {
  pushSelected(builder, *this, grads[0], getLhs(), getRhs(), out);
  return success();
}

LogicalResult MinimumOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                  SmallVectorImpl<Value> &out) {
  pushSelected(builder, *this, grads[0], getRhs(), getLhs(), out);
  return success();
}

LogicalResult StepMaskOp::buildVjp(OpBuilder &builder, ValueRange grads,
                                   SmallVectorImpl<Value> &out) {
  out.push_back(Value());
  Value masked = StepMaskOp::create(builder, getLoc(), grads[0].getType(), getLhs(), grads[0]);
  out.push_back(sumTo(builder, getLoc(), masked, getRhs().getType()));
  return success();
}

//===----------------------------------------------------------------------===//
// Any number of operands
//===----------------------------------------------------------------------===//

LogicalResult AddNOp::buildVjp(OpBuilder &, ValueRange grads, SmallVectorImpl<Value> &out) {
  out.append(getInputs().size(), grads[0]);
  return success();
}

LogicalResult ConstantOp::buildVjp(OpBuilder &, ValueRange, SmallVectorImpl<Value> &) {
  return success();
}

} // namespace heddle::graph
