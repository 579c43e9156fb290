//===- ElementBody.cpp - what an op computes for one element --------------===//

#include "passes/kernels/ElementBody.h"

#include "dialects/graph/Axes.h"
#include "dialects/graph/Graph.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <numbers>

using namespace mlir;

namespace heddle::kernels {

bool isElementwise(Operation *op) {
  return isa<graph::NegOp, graph::ExpOp, graph::LogOp, graph::SqrtOp, graph::RsqrtOp, graph::TanhOp,
             graph::SigmoidOp, graph::ReluOp, graph::GeluOp, graph::SiluOp, graph::ScaleOp,
             graph::CastOp, graph::AddOp, graph::SubOp, graph::MulOp, graph::DivOp,
             graph::MaximumOp, graph::MinimumOp, graph::GeluGradOp, graph::SiluGradOp,
             graph::StepMaskOp, graph::AddNOp, graph::ConstantOp, graph::BroadcastOp,
             graph::CrossEntropyGradOp, graph::AdamWOp, graph::LearningRateOp,
             graph::BiasCorrectionOp, graph::ClipFactorOp, graph::RngOp>(op);
}

namespace {

/// gelu(x) = x sigmoid(2u), u = sqrt(2/pi) (x + 0.044715 x^3): tanh would lose all digits in the
/// negative tail.
constexpr double kGeluScale = 2 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi;
constexpr double kGeluCubic = 0.044715;

Value geluGate(ScalarMath &math, Value x) {
  Value square = math.mul(x, x);
  Value inner =
      math.add(math.mul(square, math.constant(kGeluScale * kGeluCubic)), math.constant(kGeluScale));
  return math.sigmoid(math.mul(x, inner));
}

/// d gelu = s + x s (1 - s) d(2u)/dx.
Value geluDerivative(ScalarMath &math, Value x) {
  Value gate = geluGate(math, x);
  Value slope = math.add(math.mul(math.mul(x, x), math.constant(3 * kGeluScale * kGeluCubic)),
                         math.constant(kGeluScale));
  Value bend = math.mul(math.mul(x, math.sub(gate, math.mul(gate, gate))), slope);
  return math.add(gate, bend);
}

/// d silu = s (1 + x (1 - s)).
Value siluDerivative(ScalarMath &math, Value x) {
  Value one = math.constant(1), gate = math.sigmoid(x);
  return math.mul(gate, math.add(one, math.mul(x, math.sub(one, gate))));
}

Value atLeastZero(ScalarMath &math, Value x) {
  return arith::CmpFOp::create(math.builder, math.loc, arith::CmpFPredicate::OGE, x,
                               math.constant(0));
}

Value emitUnary(Operation *op, ScalarMath &math, Value x) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<graph::NegOp>([&](auto) { return math.neg(x); })
      .Case<graph::ExpOp>([&](auto) { return math.exp(x); })
      .Case<graph::LogOp>([&](auto) { return math.log(x); })
      .Case<graph::SqrtOp>([&](auto) { return math.sqrt(x); })
      .Case<graph::RsqrtOp>([&](auto) { return math.div(math.constant(1), math.sqrt(x)); })
      .Case<graph::TanhOp>([&](auto) { return math.tanh(x); })
      .Case<graph::SigmoidOp>([&](auto) { return math.sigmoid(x); })
      .Case<graph::ReluOp>([&](auto) { return math.max(x, math.constant(0)); })
      .Case<graph::GeluOp>([&](auto) { return math.mul(x, geluGate(math, x)); })
      .Case<graph::SiluOp>([&](auto) { return math.mul(x, math.sigmoid(x)); })
      .Case<graph::ScaleOp>([&](graph::ScaleOp scale) {
        return math.mul(x, math.constant(scale.getFactor().convertToDouble()));
      })
      .Case<graph::CastOp>([&](auto) { return math.cast(x); })
      .Case<graph::BroadcastOp>([&](auto) { return x; })
      .Default([](Operation *) { return Value(); });
}

Value emitBinary(Operation *op, ScalarMath &math, Value x, Value y) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<graph::AddOp>([&](auto) { return math.add(x, y); })
      .Case<graph::SubOp>([&](auto) { return math.sub(x, y); })
      .Case<graph::MulOp>([&](auto) { return math.mul(x, y); })
      .Case<graph::DivOp>([&](auto) { return math.div(x, y); })
      .Case<graph::MaximumOp>([&](auto) { return math.max(x, y); })
      .Case<graph::MinimumOp>([&](auto) { return math.min(x, y); })
      .Case<graph::GeluGradOp>([&](auto) { return math.mul(geluDerivative(math, x), y); })
      .Case<graph::SiluGradOp>([&](auto) { return math.mul(siluDerivative(math, x), y); })
      .Case<graph::StepMaskOp>([&](auto) {
        return arith::SelectOp::create(math.builder, math.loc, atLeastZero(math, x), y,
                                       math.constant(0));
      })
      .Default([](Operation *) { return Value(); });
}

Value emitCrossEntropyGrad(graph::CrossEntropyGradOp op, ScalarMath &math, ValueRange operands,
                           PositionFn position) {
  OpBuilder &builder = math.builder;
  Value column = position(op.getAxisAttr());
  Value target =
      arith::IndexCastOp::create(builder, op.getLoc(), builder.getIndexType(), operands[2]);
  if (!op.getOffsets().empty())
    target = arith::SubIOp::create(builder, op.getLoc(), target, operands[4]);
  Value hit = arith::CmpIOp::create(builder, op.getLoc(), arith::CmpIPredicate::eq, column, target);
  Value probability = math.exp(math.sub(operands[0], operands[1]));
  Value reduced = math.sub(probability, math.constant(1));
  Value difference = arith::SelectOp::create(builder, op.getLoc(), hit, reduced, probability);
  return math.mul(difference, operands[3]);
}

SmallVector<Value> emitAdamW(graph::AdamWOp op, ScalarMath &math, ValueRange operands) {
  auto constant = [&](const APFloat &value) { return math.constant(value.convertToDouble()); };
  ScalarMath wide(math.builder, math.loc, math.builder.getF64Type());
  double beta1 = op.getBeta1().convertToDouble(), beta2 = op.getBeta2().convertToDouble();
  Value parameter = operands[0], one = wide.constant(1);
  Value rate = math.cast(operands[4]);
  // Reciprocals of the row-invariant divisors: one division per launch instead of two per element.
  Value inverse1 = math.cast(wide.div(one, operands[6]));
  Value inverse2 = math.cast(wide.div(one, operands[7]));

  Value gradient = math.mul(operands[1], math.cast(operands[5]));
  Value moment1 = math.add(math.mul(operands[2], math.constant(beta1)),
                           math.mul(gradient, math.constant(1 - beta1)));
  Value moment2 = math.add(math.mul(operands[3], math.constant(beta2)),
                           math.mul(math.mul(gradient, gradient), math.constant(1 - beta2)));
  Value denominator = math.add(math.sqrt(math.mul(moment2, inverse2)), constant(op.getEps()));
  Value step = math.div(math.mul(moment1, inverse1), denominator);
  Value decayed = math.add(math.mul(parameter, constant(op.getWeightDecay())), step);
  return {math.sub(parameter, math.mul(rate, decayed)), moment1, moment2};
}

Value emitLearningRate(graph::LearningRateOp op, ScalarMath &math, Value step) {
  double peak = op.getPeak().convertToDouble(), floor = op.getFloor().convertToDouble();
  double warmup = op.getWarmup().convertToDouble(), total = op.getTotal().convertToDouble();
  OpBuilder &builder = math.builder;
  auto atMost = [&](double bound) {
    return arith::CmpFOp::create(builder, op.getLoc(), arith::CmpFPredicate::OLE, step,
                                 math.constant(bound));
  };
  auto select = [&](Value condition, Value yes, Value no) {
    return arith::SelectOp::create(builder, op.getLoc(), condition, yes, no);
  };
  Value rising = warmup > 0 ? math.div(math.mul(math.constant(peak), step), math.constant(warmup))
                            : math.constant(peak);
  double span = total > warmup ? total - warmup : 1;
  Value phase =
      math.div(math.mul(math.constant(std::numbers::pi), math.sub(step, math.constant(warmup))),
               math.constant(span));
  Value swing = math.add(math.constant(1), math.cos(phase));
  Value falling =
      math.add(math.constant(floor), math.mul(math.constant((peak - floor) / 2), swing));
  Value decayed = select(atMost(total), falling, math.constant(floor));
  return select(atMost(warmup), rising, decayed);
}

/// min(1, max_norm / (sqrt(sum_of_squares) + 1e-6)).
Value emitClipFactor(graph::ClipFactorOp op, ScalarMath &math, Value sumOfSquares) {
  Value norm = math.add(math.sqrt(sumOfSquares), math.constant(1e-6));
  Value limit = math.constant(op.getMaxNorm().convertToDouble());
  return math.min(math.constant(1), math.div(limit, norm));
}

/// The global row-major index, from the local position, the offsets of the shard and the global
/// extents.
Value emitRng(graph::RngOp op, ScalarMath &math, ValueRange operands, PositionFn position) {
  OpBuilder &builder = math.builder;
  auto type = cast<RankedTensorType>(op.getResult().getType());
  ArrayRef<int64_t> extents = op.getGlobalShape() ? *op.getGlobalShape() : type.getShape();
  ScalarMath words(builder, math.loc, builder.getI64Type());
  Value index = arith::ConstantIntOp::create(builder, math.loc, 0, 64);
  for (auto [dim, axis] : llvm::enumerate(graph::getAxes(type))) {
    Value at = position(axis);
    if (!op.getOffsets().empty())
      at = arith::AddIOp::create(builder, math.loc, at, operands[2 + dim]);
    Value extent = arith::ConstantIntOp::create(builder, math.loc, extents[dim], 64);
    Value wide = arith::IndexCastOp::create(builder, math.loc, builder.getI64Type(), at);
    index = arith::AddIOp::create(builder, math.loc,
                                  arith::MulIOp::create(builder, math.loc, index, extent), wide);
  }
  return emitRandom(math, words.cast(operands[0]), words.cast(operands[1]), index, op.getInit());
}

Value sum(ScalarMath &math, ValueRange addends) {
  Value total = addends.front();
  for (Value addend : addends.drop_front())
    total = math.add(total, addend);
  return total;
}

} // namespace

SmallVector<Value> emitElement(OpBuilder &builder, Operation *op, ValueRange operands,
                               PositionFn position) {
  ScalarMath math(builder, op->getLoc(), getElementTypeOrSelf(op->getResult(0)));
  return llvm::TypeSwitch<Operation *, SmallVector<Value>>(op)
      .Case<graph::ConstantOp>([&](graph::ConstantOp constant) -> SmallVector<Value> {
        return {math.constant(constant.getValue().convertToDouble())};
      })
      .Case<graph::AdamWOp>([&](auto adamw) { return emitAdamW(adamw, math, operands); })
      .Case<graph::LearningRateOp>([&](auto rate) -> SmallVector<Value> {
        return {emitLearningRate(rate, math, operands[0])};
      })
      .Case<graph::BiasCorrectionOp>([&](graph::BiasCorrectionOp bias) -> SmallVector<Value> {
        double logBeta = std::log(bias.getBeta().convertToDouble());
        return {
            math.sub(math.constant(1), math.exp(math.mul(operands[0], math.constant(logBeta))))};
      })
      .Case<graph::ClipFactorOp>([&](auto clip) -> SmallVector<Value> {
        return {emitClipFactor(clip, math, operands[0])};
      })
      .Case<graph::CrossEntropyGradOp>([&](auto grad) -> SmallVector<Value> {
        return {emitCrossEntropyGrad(grad, math, operands, position)};
      })
      .Case<graph::RngOp>(
          [&](auto rng) -> SmallVector<Value> { return {emitRng(rng, math, operands, position)}; })
      .Case<graph::AddNOp>([&](auto) -> SmallVector<Value> { return {sum(math, operands)}; })
      .Default([&](Operation *) -> SmallVector<Value> {
        return {operands.size() == 1 ? emitUnary(op, math, operands[0])
                                     : emitBinary(op, math, operands[0], operands[1])};
      });
}

} // namespace heddle::kernels
