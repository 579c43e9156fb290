//===- Norms.cpp - layer_norm, rms_norm and their gradients ---------------===//

#include "interpreter/AxisLoop.h"
#include "interpreter/OpRegistry.h"

#include "dialects/graph/Graph.h"

#include <cmath>

using namespace mlir;

namespace heddle::interpreter {

namespace {
/// The elements of one position along the normalised axis.
struct Slice {
  const HostTensor &tensor;
  int64_t start, stride;
  double operator[](int64_t i) const { return tensor.get(start + i * stride); }
};
} // namespace

template <typename Function> static double average(int64_t size, Function value) {
  double sum = 0;
  for (int64_t i = 0; i < size; ++i)
    sum += value(i);
  return sum / size;
}

static LogicalResult layerNorm(const OpCall &call) {
  auto op = cast<graph::LayerNormOp>(call.op);
  const HostTensor &x = call.operand(0), &scale = call.operand(1), &shift = call.operand(2);
  HostTensor &y = call.result(0), &mean = call.result(1), &rstd = call.result(2);
  StringRef axis = op.getAxis();
  double eps = op.getEps().convertToDouble();
  Fibre fx = getFibre(x, axis), fy = getFibre(y, axis);
  Fibre fScale = getFibre(scale, axis), fShift = getFibre(shift, axis);
  AxisLoop({&x, &y, &mean, &rstd, &scale, &shift}, {axis}).run([&](ArrayRef<int64_t> at) {
    Slice in{x, at[0], fx.stride};
    double m = average(fx.size, [&](int64_t i) { return in[i]; });
    double variance = average(fx.size, [&](int64_t i) { return (in[i] - m) * (in[i] - m); });
    double r = 1 / std::sqrt(variance + eps);
    mean.values[at[2]] = m;
    rstd.values[at[3]] = r;
    for (int64_t i = 0; i < fx.size; ++i)
      y.values[at[1] + i * fy.stride] = (in[i] - m) * r * scale.get(at[4] + i * fScale.stride) +
                                        shift.get(at[5] + i * fShift.stride);
  });
  return success();
}

static LogicalResult rmsNorm(const OpCall &call) {
  auto op = cast<graph::RmsNormOp>(call.op);
  const HostTensor &x = call.operand(0), &scale = call.operand(1);
  HostTensor &y = call.result(0), &rstd = call.result(1);
  StringRef axis = op.getAxis();
  double eps = op.getEps().convertToDouble();
  Fibre fx = getFibre(x, axis), fy = getFibre(y, axis), fScale = getFibre(scale, axis);
  AxisLoop({&x, &y, &rstd, &scale}, {axis}).run([&](ArrayRef<int64_t> at) {
    Slice in{x, at[0], fx.stride};
    double r = 1 / std::sqrt(average(fx.size, [&](int64_t i) { return in[i] * in[i]; }) + eps);
    rstd.values[at[2]] = r;
    for (int64_t i = 0; i < fx.size; ++i)
      y.values[at[1] + i * fy.stride] = in[i] * r * scale.get(at[3] + i * fScale.stride);
  });
  return success();
}

/// With g = result_grad * scale and h = (x - mean) * rstd:
/// input_grad = rstd (g - avg(g) - h avg(g h)), scale_grad = sum(result_grad h), shift_grad =
/// sum(result_grad).
static LogicalResult layerNormGrad(const OpCall &call) {
  StringRef axis = cast<graph::LayerNormGradOp>(call.op).getAxis();
  const HostTensor &x = call.operand(0), &scale = call.operand(1), &mean = call.operand(2),
                   &rstd = call.operand(3), &grad = call.operand(4);
  HostTensor &dx = call.result(0), &dScale = call.result(1), &dShift = call.result(2);
  Fibre fx = getFibre(x, axis), fGrad = getFibre(grad, axis), fdx = getFibre(dx, axis);
  Fibre fScale = getFibre(scale, axis);
  AxisLoop({&x, &grad, &dx, &mean, &rstd, &scale}, {axis}).run([&](ArrayRef<int64_t> at) {
    Slice in{x, at[0], fx.stride}, dy{grad, at[1], fGrad.stride}, s{scale, at[5], fScale.stride};
    double m = mean.get(at[3]), r = rstd.get(at[4]);
    auto h = [&](int64_t i) { return (in[i] - m) * r; };
    double avgG = average(fx.size, [&](int64_t i) { return dy[i] * s[i]; });
    double avgGH = average(fx.size, [&](int64_t i) { return dy[i] * s[i] * h(i); });
    for (int64_t i = 0; i < fx.size; ++i) {
      dx.values[at[2] + i * fdx.stride] = r * (dy[i] * s[i] - avgG - h(i) * avgGH);
      dScale.values[at[5] + i * fScale.stride] += dy[i] * h(i);
      dShift.values[at[5] + i * fScale.stride] += dy[i];
    }
  });
  return success();
}

/// As layerNormGrad with mean = 0 and without the average of g.
static LogicalResult rmsNormGrad(const OpCall &call) {
  StringRef axis = cast<graph::RmsNormGradOp>(call.op).getAxis();
  const HostTensor &x = call.operand(0), &scale = call.operand(1), &rstd = call.operand(2),
                   &grad = call.operand(3);
  HostTensor &dx = call.result(0), &dScale = call.result(1);
  Fibre fx = getFibre(x, axis), fGrad = getFibre(grad, axis), fdx = getFibre(dx, axis);
  Fibre fScale = getFibre(scale, axis);
  AxisLoop({&x, &grad, &dx, &rstd, &scale}, {axis}).run([&](ArrayRef<int64_t> at) {
    Slice in{x, at[0], fx.stride}, dy{grad, at[1], fGrad.stride}, s{scale, at[4], fScale.stride};
    double r = rstd.get(at[3]);
    double avgGH = average(fx.size, [&](int64_t i) { return dy[i] * s[i] * in[i] * r; });
    for (int64_t i = 0; i < fx.size; ++i) {
      dx.values[at[2] + i * fdx.stride] = r * (dy[i] * s[i] - in[i] * r * avgGH);
      dScale.values[at[4] + i * fScale.stride] += dy[i] * in[i] * r;
    }
  });
  return success();
}

void registerNorms(OpRegistry &registry) {
  registry["graph.layer_norm"] = layerNorm;
  registry["graph.layer_norm_grad"] = layerNormGrad;
  registry["graph.rms_norm"] = rmsNorm;
  registry["graph.rms_norm_grad"] = rmsNormGrad;
}

} // namespace heddle::interpreter
