//===- Optimizer.cpp - AdamW, its schedule, the gradient norm -------------===//

#include "interpreter/OpRegistry.h"

#include "dialects/graph/Graph.h"

#include <cmath>
#include <numbers>

using namespace mlir;

namespace heddle::interpreter {

static LogicalResult adamw(const OpCall &call) {
  auto op = cast<graph::AdamWOp>(call.op);
  const HostTensor &p = call.operand(0), &g = call.operand(1), &m = call.operand(2),
                   &v = call.operand(3);
  double lr = call.operand(4).get(0), clip = call.operand(5).get(0);
  double correction1 = call.operand(6).get(0), correction2 = call.operand(7).get(0);
  double beta1 = op.getBeta1().convertToDouble(), beta2 = op.getBeta2().convertToDouble();
  double eps = op.getEps().convertToDouble(), decay = op.getWeightDecay().convertToDouble();
  for (int64_t i = 0; i < p.size(); ++i) {
    double grad = g.get(i) * clip;
    double m1 = beta1 * m.get(i) + (1 - beta1) * grad;
    double v1 = beta2 * v.get(i) + (1 - beta2) * grad * grad;
    double step = (m1 / correction1) / (std::sqrt(v1 / correction2) + eps);
    call.result(0).set(i, p.get(i) - lr * (decay * p.get(i) + step));
    call.result(1).set(i, m1);
    call.result(2).set(i, v1);
  }
  return success();
}

static LogicalResult learningRate(const OpCall &call) {
  auto op = cast<graph::LearningRateOp>(call.op);
  double step = call.operand(0).get(0);
  double peak = op.getPeak().convertToDouble(), floor = op.getFloor().convertToDouble();
  double warmup = op.getWarmup().convertToDouble(), total = op.getTotal().convertToDouble();
  double rate = floor;
  if (step <= warmup)
    rate = peak * step / warmup;
  else if (step < total)
    rate = floor + (peak - floor) *
                       (1 + std::cos(std::numbers::pi * (step - warmup) / (total - warmup))) / 2;
  call.result().set(0, rate);
  return success();
}

static LogicalResult biasCorrection(const OpCall &call) {
  double beta = cast<graph::BiasCorrectionOp>(call.op).getBeta().convertToDouble();
  call.result().set(0, 1 - std::pow(beta, call.operand(0).get(0)));
  return success();
}

static LogicalResult sumSquares(const OpCall &call) {
  double sum = 0;
  for (int64_t i = 0; i < call.operand(0).size(); ++i)
    sum += call.operand(0).get(i) * call.operand(0).get(i);
  call.result().set(0, sum);
  return success();
}

static LogicalResult clipFactor(const OpCall &call) {
  double maxNorm = cast<graph::ClipFactorOp>(call.op).getMaxNorm().convertToDouble();
  call.result().set(0, std::min(1.0, maxNorm / (std::sqrt(call.operand(0).get(0)) + 1e-6)));
  return success();
}

void registerOptimizer(OpRegistry &registry) {
  registry["graph.adamw"] = adamw;
  registry["graph.learning_rate"] = learningRate;
  registry["graph.bias_correction"] = biasCorrection;
  registry["graph.sum_squares"] = sumSquares;
  registry["graph.clip_factor"] = clipFactor;
}

} // namespace heddle::interpreter
