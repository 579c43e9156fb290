//===- Elementwise.cpp - ops on one element at a time ---------------------===//

#include "interpreter/AxisLoop.h"
#include "interpreter/OpRegistry.h"

#include "dialects/graph/Graph.h"

#include <cmath>
#include <numbers>

using namespace mlir;

namespace heddle::interpreter {

static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// tanh(sqrt(2 / pi) (x + 0.044715 x^3)): the inner function of gelu (Hendrycks and Gimpel 2016).
static double geluTanh(double x) {
  return std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x));
}
static double gelu(double x) { return 0.5 * x * (1 + geluTanh(x)); }
static double geluGrad(double x, double grad) {
  double tanh = geluTanh(x);
  double inner = std::sqrt(2 / std::numbers::pi) * (1 + 3 * 0.044715 * x * x);
  return grad * (0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * inner);
}
static double siluGrad(double x, double grad) {
  double s = sigmoid(x);
  return grad * s * (1 + x * (1 - s));
}

template <double (*function)(double)> static LogicalResult unary(const OpCall &call) {
  for (int64_t i = 0; i < call.result().size(); ++i)
    call.result().set(i, function(call.operand(0).get(i)));
  return success();
}

template <double (*function)(double, double)> static LogicalResult binary(const OpCall &call) {
  const HostTensor &lhs = call.operand(0), &rhs = call.operand(1);
  HostTensor &out = call.result();
  AxisLoop({&out, &lhs, &rhs}).run([&](ArrayRef<int64_t> at) {
    out.set(at[0], function(lhs.get(at[1]), rhs.get(at[2])));
  });
  return success();
}

static LogicalResult scale(const OpCall &call) {
  double factor = cast<graph::ScaleOp>(call.op).getFactor().convertToDouble();
  for (int64_t i = 0; i < call.result().size(); ++i)
    call.result().set(i, factor * call.operand(0).get(i));
  return success();
}

static LogicalResult addN(const OpCall &call) {
  for (const HostTensor *addend : call.operands)
    for (int64_t i = 0; i < call.result().size(); ++i)
      call.result().set(i, call.result().get(i) + addend->get(i));
  return success();
}

static LogicalResult constant(const OpCall &call) {
  double value = cast<graph::ConstantOp>(call.op).getValue().convertToDouble();
  for (int64_t i = 0; i < call.result().size(); ++i)
    call.result().set(i, value);
  return success();
}

static void registerUnary(OpRegistry &registry) {
  registry["graph.neg"] = unary<[](double x) { return -x; }>;
  registry["graph.exp"] = unary<[](double x) { return std::exp(x); }>;
  registry["graph.log"] = unary<[](double x) { return std::log(x); }>;
  registry["graph.sqrt"] = unary<[](double x) { return std::sqrt(x); }>;
  registry["graph.rsqrt"] = unary<[](double x) { return 1 / std::sqrt(x); }>;
  registry["graph.tanh"] = unary<[](double x) { return std::tanh(x); }>;
  registry["graph.sigmoid"] = unary<sigmoid>;
  registry["graph.relu"] = unary<[](double x) { return std::max(x, 0.0); }>;
  registry["graph.gelu"] = unary<gelu>;
  registry["graph.silu"] = unary<[](double x) { return x * sigmoid(x); }>;
  // All floating-point types are doubles here: a cast between them changes nothing.
  registry["graph.cast"] = unary<[](double x) { return x; }>;
}

static void registerBinary(OpRegistry &registry) {
  registry["graph.add"] = binary<[](double x, double y) { return x + y; }>;
  registry["graph.sub"] = binary<[](double x, double y) { return x - y; }>;
  registry["graph.mul"] = binary<[](double x, double y) { return x * y; }>;
  registry["graph.div"] = binary<[](double x, double y) { return x / y; }>;
  registry["graph.maximum"] = binary<[](double x, double y) { return x >= y ? x : y; }>;
  registry["graph.minimum"] = binary<[](double x, double y) { return x <= y ? x : y; }>;
  registry["graph.step_mask"] = binary<[](double x, double grad) { return x >= 0 ? grad : 0.0; }>;
  registry["graph.gelu_grad"] = binary<geluGrad>;
  registry["graph.silu_grad"] = binary<siluGrad>;
}

void registerElementwise(OpRegistry &registry) {
  registerUnary(registry);
  registerBinary(registry);
  registry["graph.scale"] = scale;
  registry["graph.add_n"] = addN;
  registry["graph.constant"] = constant;
}

} // namespace heddle::interpreter
