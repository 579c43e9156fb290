//===- ElementwiseTest.cpp - every elementwise op against C++ -------------===//

#include "test/passes/kernels/KernelRunner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace heddle::kernels::test {
namespace {

class Precision : public testing::TestWithParam<const char *> {
protected:
  std::string type() const { return GetParam(); }
};
INSTANTIATE_TEST_SUITE_P(Kernels, Precision, testing::Values("f32", "f64"));

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double gelu(double x) {
  double u = std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x);
  return 0.5 * x * (1 + std::tanh(u));
}
double silu(double x) { return x * sigmoid(x); }
double derivative(double (*f)(double), double x) { return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4; }

struct UnaryCase {
  const char *op;
  std::function<double(double)> reference;
  bool positive = false;
};

const UnaryCase kUnary[] = {
    {"graph.neg %x", [](double x) { return -x; }},
    {"graph.exp %x", [](double x) { return std::exp(x); }},
    {"graph.log %x", [](double x) { return std::log(x); }, true},
    {"graph.sqrt %x", [](double x) { return std::sqrt(x); }, true},
    {"graph.rsqrt %x", [](double x) { return 1 / std::sqrt(x); }, true},
    {"graph.tanh %x", [](double x) { return std::tanh(x); }},
    {"graph.sigmoid %x", sigmoid},
    {"graph.relu %x", [](double x) { return std::max(x, 0.0); }},
    {"graph.gelu %x", gelu},
    {"graph.silu %x", silu},
    {"graph.scale %x {factor = 0.25 : f64}", [](double x) { return 0.25 * x; }},
};

// 2 x 37 columns: one vector, a narrower one, and rows.
TEST_P(Precision, Unary) {
  for (const UnaryCase &unary : kUnary) {
    SCOPED_TRACE(unary.op);
    std::string text = withType(
        R"(
      exec.kernel @k attributes {rows = ["batch"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
      ^bb0(%x: tensor<2x37x$, #graph.axes<batch, embed>>):
        %y = )" +
            std::string(unary.op) +
            R"( : (tensor<2x37x$, #graph.axes<batch, embed>>) -> tensor<2x37x$, #graph.axes<batch, embed>>
        exec.yield %y : tensor<2x37x$, #graph.axes<batch, embed>>
      })",
        type());
    Doubles input = randomNumbers(74, 1), expected;
    for (double &x : input)
      x = static_cast<float>(unary.positive ? std::abs(x) + 0.01 : 3 * x);
    for (double x : input)
      expected.push_back(unary.reference(x));
    std::vector<Buffer> buffers = {{input, type()}, {Doubles(74), type()}};
    runKernel(text, "k", buffers);
    expectNear(buffers[1].values, expected, type());
  }
}

struct BinaryCase {
  const char *op;
  std::function<double(double, double)> reference;
  double scale = 1;
};

const BinaryCase kBinary[] = {
    {"add", [](double x, double y) { return x + y; }},
    {"sub", [](double x, double y) { return x - y; }},
    {"mul", [](double x, double y) { return x * y; }},
    {"div", [](double x, double y) { return x / y; }},
    {"maximum", [](double x, double y) { return std::max(x, y); }},
    {"minimum", [](double x, double y) { return std::min(x, y); }},
    {"gelu_grad", [](double x, double y) { return derivative(gelu, x) * y; }, 1e5},
    {"silu_grad", [](double x, double y) { return derivative(silu, x) * y; }, 1e5},
    {"step_mask", [](double x, double y) { return x >= 0 ? y : 0; }},
};

// The right operand lacks an axis and has the others in another order.
TEST_P(Precision, BinaryBroadcastsByName) {
  constexpr int B = 2, S = 3, E = 40;
  for (const BinaryCase &binary : kBinary) {
    SCOPED_TRACE(binary.op);
    std::string text = withType(
        R"(
      exec.kernel @k attributes {rows = ["batch"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
      ^bb0(%x: tensor<2x3x40x$, #graph.axes<batch, seq, embed>>, %y: tensor<40x2x$, #graph.axes<embed, batch>>):
        %z = graph.)" +
            std::string(binary.op) +
            R"( %x, %y : (tensor<2x3x40x$, #graph.axes<batch, seq, embed>>, tensor<40x2x$, #graph.axes<embed, batch>>) -> tensor<2x3x40x$, #graph.axes<batch, seq, embed>>
        exec.yield %z : tensor<2x3x40x$, #graph.axes<batch, seq, embed>>
      })",
        type());
    Doubles x = randomNumbers(B * S * E, 2), y = randomNumbers(E * B, 3), expected;
    for (int b = 0; b < B; ++b)
      for (int s = 0; s < S; ++s)
        for (int e = 0; e < E; ++e)
          expected.push_back(binary.reference(x[(b * S + s) * E + e], y[e * B + b]));
    std::vector<Buffer> buffers = {{x, type()}, {y, type()}, {Doubles(B * S * E), type()}};
    runKernel(text, "k", buffers);
    // Derivatives are compared with difference quotients.
    expectNear(buffers[2].values, expected, binary.scale == 1 ? type() : "f32",
               binary.scale == 1 ? 1 : 10);
  }
}

TEST_P(Precision, AddNConstantBroadcast) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["seq"], accumulate = array<i1: false, false>, in_place = array<i64: -1, -1>} {
    ^bb0(%x: tensor<3x5x$, #graph.axes<seq, embed>>, %y: tensor<5x$, #graph.axes<embed>>):
      %c = graph.constant {value = 0.5 : f64} : () -> tensor<3x5x$, #graph.axes<seq, embed>>
      %b = graph.broadcast %y : (tensor<5x$, #graph.axes<embed>>) -> tensor<3x5x$, #graph.axes<seq, embed>>
      %s = graph.add_n %x, %b, %c : (tensor<3x5x$, #graph.axes<seq, embed>>, tensor<3x5x$, #graph.axes<seq, embed>>, tensor<3x5x$, #graph.axes<seq, embed>>) -> tensor<3x5x$, #graph.axes<seq, embed>>
      %one = graph.constant {value = 1.0 : f64} : () -> tensor<5x$, #graph.axes<embed>>
      exec.yield %s, %one : tensor<3x5x$, #graph.axes<seq, embed>>, tensor<5x$, #graph.axes<embed>>
    })",
                              type());
  Doubles x = randomNumbers(15, 4), y = randomNumbers(5, 5), expected;
  for (int i = 0; i < 15; ++i)
    expected.push_back(x[i] + y[i % 5] + 0.5);
  std::vector<Buffer> buffers = {
      {x, type()}, {y, type()}, {Doubles(15), type()}, {Doubles(5), type()}};
  runKernel(text, "k", buffers);
  expectNear(buffers[2].values, expected, type());
  expectNear(buffers[3].values, Doubles(5, 1.0), type());
}

TEST(Kernels, CastsBetweenTypes) {
  std::vector<Buffer> buffers = {
      {{1.5, -2.25, 3}, "f32"}, {{4, -5, 6}, "i32"}, {Doubles(3), "f64"}, {Doubles(3), "f32"}};
  runKernel(R"(
    exec.kernel @k attributes {rows = [], accumulate = array<i1: false, false>, in_place = array<i64: -1, -1>} {
    ^bb0(%x: tensor<3xf32, #graph.axes<i>>, %n: tensor<3xi32, #graph.axes<i>>):
      %a = graph.cast %x : (tensor<3xf32, #graph.axes<i>>) -> tensor<3xf64, #graph.axes<i>>
      %b = graph.cast %n : (tensor<3xi32, #graph.axes<i>>) -> tensor<3xf32, #graph.axes<i>>
      exec.yield %a, %b : tensor<3xf64, #graph.axes<i>>, tensor<3xf32, #graph.axes<i>>
    })",
            "k", buffers);
  expectNear(buffers[2].values, {1.5, -2.25, 3}, "f64");
  expectNear(buffers[3].values, {4, -5, 6}, "f32");
}

// result += value where the flag is 1; in place over the input.
TEST_P(Precision, AccumulatesAndOverwritesInput) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["seq"], accumulate = array<i1: true, false>, in_place = array<i64: -1, 0>} {
    ^bb0(%x: tensor<3x333x$, #graph.axes<seq, embed>>, %y: tensor<3x333x$, #graph.axes<seq, embed>>):
      %s = graph.add %x, %y : (tensor<3x333x$, #graph.axes<seq, embed>>, tensor<3x333x$, #graph.axes<seq, embed>>) -> tensor<3x333x$, #graph.axes<seq, embed>>
      %r = graph.reduce sum %x : (tensor<3x333x$, #graph.axes<seq, embed>>) -> tensor<3x$, #graph.axes<seq>>
      %d = graph.sub %s, %r : (tensor<3x333x$, #graph.axes<seq, embed>>, tensor<3x$, #graph.axes<seq>>) -> tensor<3x333x$, #graph.axes<seq, embed>>
      %t = graph.mul %d, %x : (tensor<3x333x$, #graph.axes<seq, embed>>, tensor<3x333x$, #graph.axes<seq, embed>>) -> tensor<3x333x$, #graph.axes<seq, embed>>
      exec.yield %t, %s : tensor<3x333x$, #graph.axes<seq, embed>>, tensor<3x333x$, #graph.axes<seq, embed>>
    })",
                              type());
  for (int64_t flag : {0, 1}) {
    Doubles x = randomNumbers(999, 6), y = randomNumbers(999, 7), old = randomNumbers(999, 8), sum,
            out;
    for (int s = 0; s < 3; ++s) {
      double total = 0;
      for (int e = 0; e < 333; ++e)
        total += x[s * 333 + e];
      for (int e = 0; e < 333; ++e) {
        int i = s * 333 + e;
        sum.push_back(x[i] + y[i]);
        out.push_back((x[i] + y[i] - total) * x[i] + (flag ? old[i] : 0));
      }
    }
    std::vector<Buffer> buffers = {{x, type()}, {y, type()}, {old, type()}, {Doubles(999), type()}};
    runKernel(text, "k", buffers, {flag}, {{3, 0}});
    expectNear(buffers[2].values, out, type(), 10);
    expectNear(buffers[3].values, sum, type());
  }
}

} // namespace
} // namespace heddle::kernels::test
