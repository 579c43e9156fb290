//===- InterpreterTest.cpp - entries, state, calls, errors ----------------===//

#include "InterpreterFixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mlir;
using namespace heddle::interpreter;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

using InterpreterTest = InterpreterFixture;

// Both entries: `swap` exchanges two variables, `step` updates one through a block.
constexpr llvm::StringLiteral program = R"(
graph.variable parameter @x : tensor<2xf32, #graph.axes<a>> {group = "g", init = #graph.init<constant, 0.0>}
graph.variable parameter @y : tensor<2xf32, #graph.axes<a>> {group = "g", init = #graph.init<constant, 0.0>}
func.func @swap() -> (tensor<2xf32, #graph.axes<a>> {graph.output = "old_x"}) attributes {graph.entry = "swap"} {
  %y0 = graph.read @y : tensor<2xf32, #graph.axes<a>>
  graph.write @x, %y0 : tensor<2xf32, #graph.axes<a>>
  %x0 = graph.read @x : tensor<2xf32, #graph.axes<a>>
  graph.write @y, %x0 : tensor<2xf32, #graph.axes<a>>
  return %x0 : tensor<2xf32, #graph.axes<a>>
}
func.func private @add(%p: tensor<2xf32, #graph.axes<a>>, %d: tensor<2xf32, #graph.axes<a>>) -> tensor<2xf32, #graph.axes<a>> {
  %s = graph.add %p, %d : (tensor<2xf32, #graph.axes<a>>, tensor<2xf32, #graph.axes<a>>) -> tensor<2xf32, #graph.axes<a>>
  return %s : tensor<2xf32, #graph.axes<a>>
}
func.func @step(%d: tensor<2xf32, #graph.axes<a>> {graph.input = "delta"}) attributes {graph.entry = "step"} {
  %x = graph.read @x : tensor<2xf32, #graph.axes<a>>
  %s = call @add(%x, %d) : (tensor<2xf32, #graph.axes<a>>, tensor<2xf32, #graph.axes<a>>) -> tensor<2xf32, #graph.axes<a>>
  graph.write @x, %s : tensor<2xf32, #graph.axes<a>>
  graph.gradient @y, %d : tensor<2xf32, #graph.axes<a>>
  return
}
)";

} // namespace

TEST_F(InterpreterTest, ReadsSeeTheStateFromBeforeTheEntry) {
  state = {{"x", vector({1, 2})}, {"y", vector({3, 4})}};
  FailureOr<RunResult> result = run(program, "swap", {});
  ASSERT_TRUE(succeeded(result)) << errors;
  EXPECT_THAT(state.at("x").values, ElementsAre(3, 4));
  EXPECT_THAT(state.at("y").values, ElementsAre(1, 2));
  EXPECT_THAT(result->outputs.at("old_x").values, ElementsAre(1, 2));
}

TEST_F(InterpreterTest, BlocksAreCalledAndGradientsRecorded) {
  state = {{"x", vector({1, 2})}, {"y", vector({3, 4})}};
  FailureOr<RunResult> result = run(program, "step", {{"delta", vector({0.5, -1})}});
  ASSERT_TRUE(succeeded(result)) << errors;
  EXPECT_THAT(state.at("x").values, ElementsAre(1.5, 1));
  EXPECT_THAT(result->gradients.at("y").values, ElementsAre(0.5, -1));
}

TEST_F(InterpreterTest, AdamwGradientsAreNamedThroughTheCall) {
  constexpr llvm::StringLiteral text = R"(
!v = tensor<2xf64, #graph.axes<a>>
!s = tensor<f64, #graph.axes<>>
graph.variable parameter @x : !v {group = "g", init = #graph.init<constant, 0.0>}
func.func private @update(%p: !v, %g: !v, %one: !s) -> !v {
  %p1, %m, %v = graph.adamw %p, %g, %g, %g, %one, %one, %one, %one {beta1 = 0.0, beta2 = 0.0, eps = 0.0, weight_decay = 0.5}
    : (!v, !v, !v, !v, !s, !s, !s, !s) -> (!v, !v, !v)
  return %p1 : !v
}
func.func @train(%g: !v {graph.input = "g"}) attributes {graph.entry = "train"} {
  %one = graph.constant {value = 1.0} : () -> !s
  %x = graph.read @x : !v
  %p = call @update(%x, %g, %one) : (!v, !v, !s) -> !v
  graph.write @x, %p : !v
  return
})";
  state = {{"x", vector({1, 2})}};
  FailureOr<RunResult> result = run(text, "train", {{"g", vector({2, -3})}});
  ASSERT_TRUE(succeeded(result)) << errors;
  EXPECT_THAT(result->gradients.at("x").values, ElementsAre(2, -3));
  // p - (0.5 p + sign(g))
  EXPECT_THAT(state.at("x").values, ElementsAre(DoubleNear(-0.5, 1e-12), DoubleNear(2, 1e-12)));
}

TEST_F(InterpreterTest, RngFollowsItsDescriptionAndRoundsToTheType) {
  constexpr llvm::StringLiteral text = R"(
func.func @init(%seed: tensor<i64, #graph.axes<>> {graph.input = "seed"})
    -> (tensor<2x2xf32, #graph.axes<a, b>> {graph.output = "u"}, tensor<2xf64, #graph.axes<a>> {graph.output = "n"})
    attributes {graph.entry = "init"} {
  %key = arith.constant 0 : i64
  %u = graph.rng %seed, %key {init = #graph.init<uniform, 1.0, 3.0>} : (tensor<i64, #graph.axes<>>, i64) -> tensor<2x2xf32, #graph.axes<a, b>>
  %n = graph.rng %seed, %key {init = #graph.init<normal, 0.0, 2.0>} : (tensor<i64, #graph.axes<>>, i64) -> tensor<2xf64, #graph.axes<a>>
  return %u, %n : tensor<2x2xf32, #graph.axes<a, b>>, tensor<2xf64, #graph.axes<a>>
})";
  FailureOr<RunResult> result = run(text, "init", {{"seed", HostTensor::scalar(int64_t{0})}});
  ASSERT_TRUE(succeeded(result)) << errors;
  double u1 = (0x6627e8d5 + 0.5) / 4294967296.0, u2 = (0xe169c58du + 0.5) / 4294967296.0;
  EXPECT_EQ(result->outputs.at("u").values[0], double(float(1 + 2 * u1)));
  EXPECT_NEAR(result->outputs.at("n").values[0],
              2 * std::sqrt(-2 * std::log(u1)) * std::cos(2 * M_PI * u2), 1e-14);
}

TEST_F(InterpreterTest, MissingThingsAreErrorsAndChangeNothing) {
  state = {{"x", vector({1, 2})}};
  EXPECT_TRUE(failed(run(program, "nowhere", {})));
  EXPECT_THAT(errors, HasSubstr("has no entry 'nowhere'"));
  EXPECT_TRUE(failed(run(program, "step", {})));
  EXPECT_THAT(errors, HasSubstr("input 'delta' is missing"));
  EXPECT_TRUE(failed(run(program, "swap", {})));
  EXPECT_THAT(errors, HasSubstr("variable 'y' has no value"));
  EXPECT_TRUE(failed(run(program, "step", {{"delta", vector({1, 2, 3})}})));
  EXPECT_THAT(errors, HasSubstr("input 'delta' is float [a = 3] but must be"));
  EXPECT_THAT(state.at("x").values, ElementsAre(1, 2));
  EXPECT_EQ(state.count("y"), 0u);
}

TEST_F(InterpreterTest, AnOpWithoutAMeaningIsALocatedError) {
  constexpr llvm::StringLiteral text = R"(
func.func @f(%x: tensor<2xf64, #graph.axes<a>> {graph.input = "x"}) attributes {graph.entry = "f"} {
  %y = arith.negf %x : tensor<2xf64, #graph.axes<a>>
  return
})";
  EXPECT_TRUE(failed(run(text, "f", {{"x", vector({1, 2})}})));
  EXPECT_THAT(errors, HasSubstr("the interpreter has no meaning for this op"));
}
