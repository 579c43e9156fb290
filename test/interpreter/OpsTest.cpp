//===- OpsTest.cpp - ops whose corners gradients do not reach -------------===//

#include "InterpreterFixture.h"

#include <gmock/gmock.h>

#include <cmath>

using namespace mlir;
using namespace heddle::interpreter;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class Ops : public InterpreterFixture {
protected:
  /// The values of `op` on x: f64 [a = 2, b = 3] = 1 .. 6 and indices i: i32 [a = 2].
  std::vector<double> evaluate(const std::string &op, const std::string &type,
                               std::vector<int64_t> indices = {0, 0}) {
    std::string text = "func.func @f(%x: tensor<2x3xf64, #graph.axes<a, b>> {graph.input = \"x\"}, "
                       "%i: tensor<2xi32, #graph.axes<a>> {graph.input = \"i\"}) -> (" +
                       type +
                       " {graph.output = \"y\"}) attributes {graph.entry = \"f\"} {\n%y = " + op +
                       " -> " + type + "\nreturn %y : " + type + "\n}";
    HostTensor x{{"a", "b"}, {2, 3}, false, {1, 2, 3, 4, 5, 6}, {}};
    HostTensor i{{"a"}, {2}, true, {}, std::move(indices)};
    FailureOr<RunResult> result = run(text, "f", {{"x", x}, {"i", i}});
    EXPECT_TRUE(succeeded(result)) << errors;
    return succeeded(result) ? result->outputs.at("y").values : std::vector<double>();
  }

  /// The value of a rank-0 `op` of %s = `scalar`.
  double evaluateScalar(const std::string &op, double scalar) {
    std::string type = "tensor<f64, #graph.axes<>>";
    std::string text = "func.func @f(%s: " + type + " {graph.input = \"s\"}) -> (" + type +
                       " {graph.output = \"y\"}) attributes {graph.entry = \"f\"} {\n%y = " + op +
                       " : (" + type + ") -> " + type + "\nreturn %y : " + type + "\n}";
    FailureOr<RunResult> result = run(text, "f", {{"s", HostTensor::scalar(scalar)}});
    EXPECT_TRUE(succeeded(result)) << errors;
    return succeeded(result) ? result->outputs.at("y").get(0) : NAN;
  }
};

const std::string x = "(tensor<2x3xf64, #graph.axes<a, b>>)";
const std::string xAndIndices =
    "(tensor<2x3xf64, #graph.axes<a, b>>, tensor<2xi32, #graph.axes<a>>)";

} // namespace

TEST_F(Ops, ReduceTakesSumsAndMaxima) {
  EXPECT_THAT(evaluate("graph.reduce max %x : " + x, "tensor<3xf64, #graph.axes<b>>"),
              ElementsAre(4, 5, 6));
  EXPECT_THAT(evaluate("graph.reduce sum %x : " + x, "tensor<2xf64, #graph.axes<a>>"),
              ElementsAre(6, 15));
}

TEST_F(Ops, PickTakesOneElementAndZeroOutside) {
  EXPECT_THAT(evaluate("graph.pick %x, %i {axis = \"b\"} : " + xAndIndices,
                       "tensor<2xf64, #graph.axes<a>>", {2, 0}),
              ElementsAre(3, 4));
  EXPECT_THAT(evaluate("graph.pick %x, %i {axis = \"b\"} : " + xAndIndices,
                       "tensor<2xf64, #graph.axes<a>>", {3, -1}),
              ElementsAre(0, 0));
}

TEST_F(Ops, ScatterAddDropsWhatIsOutside) {
  EXPECT_THAT(evaluate("graph.scatter_add %x, %i {axis = \"v\"} : " + xAndIndices,
                       "tensor<2x3xf64, #graph.axes<v, b>>", {1, 2}),
              ElementsAre(0, 0, 0, 1, 2, 3));
}

TEST_F(Ops, LearningRateWarmsUpDecaysAndStays) {
  std::string op = "graph.learning_rate %s {peak = 1.0, floor = 0.1, warmup = 10.0, total = 30.0}";
  EXPECT_DOUBLE_EQ(evaluateScalar(op, 1), 0.1);
  EXPECT_DOUBLE_EQ(evaluateScalar(op, 10), 1);
  EXPECT_DOUBLE_EQ(evaluateScalar(op, 20), 0.55);
  EXPECT_DOUBLE_EQ(evaluateScalar(op, 30), 0.1);
  EXPECT_DOUBLE_EQ(evaluateScalar(op, 1000), 0.1);
}

TEST_F(Ops, LearningRateWithoutWarmup) {
  std::string op = "graph.learning_rate %s {peak = 1.0, floor = 0.0, warmup = 0.0, total = 2.0}";
  EXPECT_DOUBLE_EQ(evaluateScalar(op, 1), 0.5);
}

TEST_F(Ops, ClipFactorNeverEnlarges) {
  EXPECT_EQ(evaluateScalar("graph.clip_factor %s {max_norm = 2.0}", 1), 1);
  EXPECT_DOUBLE_EQ(evaluateScalar("graph.clip_factor %s {max_norm = 2.0}", 16), 2 / (4 + 1e-6));
}

TEST_F(Ops, BiasCorrection) {
  EXPECT_DOUBLE_EQ(evaluateScalar("graph.bias_correction %s {beta = 0.9}", 2), 1 - 0.81);
}

TEST_F(Ops, ThePartOfAShardIsRefused) {
  constexpr llvm::StringLiteral text = R"(
func.func @f(%x: tensor<2x3xf64, #graph.axes<a, b>> {graph.input = "x"}, %i: tensor<2xi32, #graph.axes<a>> {graph.input = "i"}) attributes {graph.entry = "f"} {
  %zero = arith.constant 0 : index
  %y = graph.pick %x, %i, %zero {axis = "b"} : (tensor<2x3xf64, #graph.axes<a, b>>, tensor<2xi32, #graph.axes<a>>, index) -> tensor<2xf64, #graph.axes<a>>
  return
})";
  HostTensor x{{"a", "b"}, {2, 3}, false, {1, 2, 3, 4, 5, 6}, {}};
  HostTensor i{{"a"}, {2}, true, {}, {0, 0}};
  EXPECT_TRUE(failed(run(text, "f", {{"x", x}, {"i", i}})));
  EXPECT_THAT(errors, HasSubstr("has the offset of a shard"));
}
