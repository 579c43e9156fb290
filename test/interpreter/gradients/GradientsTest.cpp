//===- GradientsTest.cpp - every vjp against central differences ----------===//

#include "GradientChecker.h"

#include <gtest/gtest.h>

using namespace mlir;
using namespace heddle;
using namespace heddle::interpreter;

namespace {

/// An expression of one op with the given result type and attributes.
Expression op(StringRef name, TypeRange results, ArrayRef<NamedAttribute> attributes = {}) {
  return [name = name.str(), results = SmallVector<Type>(results.begin(), results.end()),
          attributes = SmallVector<NamedAttribute>(attributes)](OpBuilder &builder, Location loc,
                                                                ValueRange operands) -> Value {
    OperationState state(loc, name, operands, results, attributes);
    return builder.create(state)->getResult(0);
  };
}

class Gradients : public testing::Test {
protected:
  NamedAttribute string(StringRef name, StringRef value) {
    return {StringAttr::get(&checker.context, name), StringAttr::get(&checker.context, value)};
  }
  NamedAttribute number(StringRef name, double value) {
    return {StringAttr::get(&checker.context, name),
            FloatAttr::get(Float64Type::get(&checker.context), value)};
  }
  NamedAttribute unit(StringRef name) {
    return {StringAttr::get(&checker.context, name), UnitAttr::get(&checker.context)};
  }
  NamedAttribute sum() {
    return {StringAttr::get(&checker.context, "kind"),
            graph::ReductionKindAttr::get(&checker.context, graph::ReductionKind::Sum)};
  }
  RankedTensorType f64(StringRef axes) { return checker.f64(axes); }

  void einsum(StringRef lhs, StringRef rhs, StringRef result) {
    checker.check(("einsum " + lhs + ", " + rhs + " -> " + result).str(), {f64(lhs), f64(rhs)},
                  op("graph.einsum", f64(result)));
  }
  void unary(StringRef name) {
    for (StringRef axes : {"", "a=5", "a=2 b=3"})
      checker.check((name + " " + axes).str(), f64(axes), op(name, f64(axes)));
  }
  void binary(StringRef name) {
    StringRef shapes[][3] = {{"a=2 b=3", "a=2 b=3", "a=2 b=3"}, {"a=2 b=3", "b=3", "a=2 b=3"},
                             {"b=3", "a=2 b=3", "a=2 b=3"},     {"a=2", "b=3", "b=3 a=2"},
                             {"a=2 b=3", "", "a=2 b=3"},        {"b=3 a=2", "a=2 b=3", "a=2 b=3"}};
    for (auto &[lhs, rhs, result] : shapes)
      checker.check((name + " " + lhs + ", " + rhs).str(), {f64(lhs), f64(rhs)},
                    op(name, f64(result)));
  }
  void attention(int64_t heads, int64_t kvHeads, bool causal, bool documents);

  void TearDown() override { differentiated.merge(checker.differentiated); }
  static void TearDownTestSuite();

  GradientChecker checker;
  static inline std::set<std::string> differentiated;
};

/// An op that becomes differentiable must be added here.
void Gradients::TearDownTestSuite() {
  if (GTEST_FLAG_GET(filter) != "*")
    return;
  MLIRContext context;
  context.loadDialect<graph::GraphDialect>();
  for (RegisteredOperationName name : context.getRegisteredOperations())
    if (name.hasInterface<graph::DifferentiableOpInterface>())
      EXPECT_TRUE(differentiated.count(name.getStringRef().str()))
          << name.getStringRef().str() << " has a vjp that no test compares";
}

} // namespace

TEST_F(Gradients, Einsum) {
  einsum("m=3 k=4", "k=4 n=2", "m=3 n=2");
  einsum("k=4 m=3", "n=2 k=4", "n=2 m=3");
  einsum("b=2 m=3 k=4", "b=2 k=4 n=2", "b=2 m=3 n=2");
  einsum("b=2 s=3 e=4", "e=4 h=2 d=3", "b=2 s=3 h=2 d=3");
  einsum("b=2 s=3 h=2 d=3", "h=2 d=3 e=4", "b=2 s=3 e=4");
  einsum("m=3", "n=2", "m=3 n=2");
  einsum("k=4", "k=4", "");
}

TEST_F(Gradients, Unary) {
  for (StringRef name : {"graph.neg", "graph.exp", "graph.tanh", "graph.sigmoid", "graph.relu",
                         "graph.gelu", "graph.silu", "graph.cast"})
    unary(name);
  checker.shift = 6; // positive arguments
  for (StringRef name : {"graph.log", "graph.sqrt", "graph.rsqrt"})
    unary(name);
}

TEST_F(Gradients, Scale) {
  checker.check("scale", f64("a=4"), op("graph.scale", f64("a=4"), number("factor", -2.5)));
}

TEST_F(Gradients, Binary) {
  for (StringRef name : {"graph.add", "graph.sub", "graph.mul", "graph.maximum", "graph.minimum"})
    binary(name);
  checker.shift = 6; // away from zero
  binary("graph.div");
}

// Almost everywhere a step has the slope zero, so the gradient of its first operand is absent.
TEST_F(Gradients, StepMask) {
  checker.check("step_mask", {f64("a=2 b=3"), f64("a=2 b=3")},
                op("graph.step_mask", f64("a=2 b=3")));
}

TEST_F(Gradients, TiesGoToTheLeft) {
  RankedTensorType type = f64("a=3");
  HostTensor x = HostTensor::zeros(type), y = x, ones = x;
  x.values = {1, 2, 3};
  y.values = {1, 3, 2};
  ones.values = {1, 1, 1};
  for (StringRef name : {"graph.maximum", "graph.minimum"}) {
    TensorMap grads =
        checker.gradients({type, type}, op(name, type), {{"x0", x}, {"x1", y}, {"x2", ones}});
    EXPECT_EQ(grads.at("x0").values[0], 1) << name.str();
    EXPECT_EQ(grads.at("x1").values[0], 0) << name.str();
  }
}

TEST_F(Gradients, AddN) {
  RankedTensorType type = f64("a=2 b=2");
  checker.check("add_n", {type, type, type}, op("graph.add_n", type));
  checker.check("add_n of one value twice", {type},
                [&](OpBuilder &builder, Location loc, ValueRange x) -> Value {
                  return graph::AddNOp::create(builder, loc, type, ValueRange{x[0], x[0]});
                });
}

TEST_F(Gradients, Constant) {
  RankedTensorType type = f64("a=3");
  checker.check(
      "x * constant", {type}, [&](OpBuilder &builder, Location loc, ValueRange x) -> Value {
        Value factor = graph::ConstantOp::create(builder, loc, type, builder.getF64FloatAttr(3));
        return graph::MulOp::create(builder, loc, type, x[0], factor);
      });
}

TEST_F(Gradients, ReduceAndBroadcast) {
  checker.check("reduce to b", f64("a=2 b=3 c=4"), op("graph.reduce", f64("b=3"), sum()));
  checker.check("reduce, transposing", f64("a=2 b=3 c=4"),
                op("graph.reduce", f64("c=4 a=2"), sum()));
  checker.check("reduce to a scalar", f64("a=2 b=3"), op("graph.reduce", f64(""), sum()));
  checker.check("broadcast", f64("b=3"), op("graph.broadcast", f64("a=2 b=3 c=4")));
  checker.check("broadcast a scalar", f64(""), op("graph.broadcast", f64("a=2 b=3")));
}

TEST_F(Gradients, Rename) {
  checker.check("rename", f64("a=2 b=3"), op("graph.rename", f64("a=2 c=3")));
}

// More indices than rows: some rows are used several times, whose gradients add up.
TEST_F(Gradients, Indexing) {
  checker.classes = 3;
  NamedAttribute axis = string("axis", "v");
  checker.check("gather", {f64("v=3 e=2"), checker.i32("b=2 s=4")},
                op("graph.gather", f64("b=2 s=4 e=2"), axis));
  checker.check("gather along an inner axis", {f64("e=2 v=3"), checker.i32("s=4")},
                op("graph.gather", f64("s=4 e=2"), axis));
  checker.check("scatter_add", {f64("b=2 s=4 e=2"), checker.i32("b=2 s=4")},
                op("graph.scatter_add", f64("v=3 e=2"), axis));
}

TEST_F(Gradients, LayerNorm) {
  SmallVector<Type> results{f64("b=2 s=3 e=4"), f64("b=2 s=3"), f64("b=2 s=3")};
  checker.check("layer_norm", {f64("b=2 s=3 e=4"), f64("e=4"), f64("e=4")},
                op("graph.layer_norm", results, {string("axis", "e"), number("eps", 1e-5)}));
  SmallVector<Type> inner{f64("b=2 e=4 s=3"), f64("b=2 s=3"), f64("b=2 s=3")};
  checker.check("layer_norm over a middle axis", {f64("b=2 e=4 s=3"), f64("e=4"), f64("e=4")},
                op("graph.layer_norm", inner, {string("axis", "e"), number("eps", 1e-5)}));
}

TEST_F(Gradients, RmsNorm) {
  SmallVector<Type> results{f64("b=2 s=3 e=4"), f64("b=2 s=3")};
  checker.check("rms_norm", {f64("b=2 s=3 e=4"), f64("e=4")},
                op("graph.rms_norm", results, {string("axis", "e"), number("eps", 1e-5)}));
}

TEST_F(Gradients, Rope) {
  RankedTensorType type = f64("b=2 s=3 h=2 d=4");
  SmallVector<NamedAttribute> attributes{string("axis", "d"), string("seq_axis", "s"),
                                         number("theta", 100)};
  checker.check("rope", type, op("graph.rope", type, attributes));
  attributes.push_back(unit("inverse"));
  checker.check("inverse rope", type, op("graph.rope", type, attributes));
}

void Gradients::attention(int64_t heads, int64_t kvHeads, bool causal, bool documents) {
  std::string h = " h=" + std::to_string(heads), kv = " kv=" + std::to_string(kvHeads);
  RankedTensorType query = f64("b=2 s=4" + h + " d=3"), key = f64("b=2 s=4" + kv + " d=3");
  SmallVector<NamedAttribute> attributes;
  if (causal)
    attributes.push_back(unit("causal"));
  SmallVector<RankedTensorType> operands{query, key, key};
  if (documents)
    operands.push_back(checker.i32("b=2 s=4"));
  checker.check("attention" + h + kv + (causal ? " causal" : "") + (documents ? " documents" : ""),
                operands, op("graph.attention", {query, f64("b=2" + h + " s=4")}, attributes));
}

TEST_F(Gradients, Attention) {
  checker.classes = 2; // documents
  for (bool causal : {false, true})
    for (bool documents : {false, true}) {
      attention(2, 2, causal, documents);
      attention(4, 2, causal, documents);
      attention(3, 1, causal, documents);
    }
}

TEST_F(Gradients, CrossEntropy) {
  checker.classes = 5;
  SmallVector<Type> results{f64("b=2 s=3"), f64("b=2 s=3")};
  checker.check("cross_entropy", {f64("b=2 s=3 v=5"), checker.i32("b=2 s=3")},
                op("graph.cross_entropy", results, {string("axis", "v")}));
}

// Chains of random ops on one shape: values that are used several times, and by ops of all kinds.
TEST_F(Gradients, RandomGraphs) {
  RankedTensorType type = f64("a=2 b=3"), row = f64("b=3");
  const StringRef unaries[] = {"graph.tanh", "graph.gelu", "graph.silu", "graph.sigmoid",
                               "graph.neg"};
  const StringRef binaries[] = {"graph.add", "graph.mul", "graph.sub", "graph.maximum"};
  for (unsigned seed = 0; seed < 40; ++seed) {
    Expression expression = [&](OpBuilder &builder, Location loc, ValueRange x) -> Value {
      std::mt19937 random(seed); // both entries build the same graph
      SmallVector<Value> values{x[0]};
      auto pick = [&]() -> Value { return values[random() % values.size()]; };
      for (unsigned i = 0; i < 8; ++i) {
        if (random() % 2)
          values.push_back(op(unaries[random() % 5], type)(builder, loc, pick()));
        else if (random() % 4 == 0)
          values.push_back(op("graph.mul", type)(builder, loc, {pick(), x[1]}));
        else
          values.push_back(op(binaries[random() % 4], type)(builder, loc, {pick(), pick()}));
      }
      return values.back();
    };
    checker.check("random graph " + std::to_string(seed), {type, row}, expression);
  }
}
