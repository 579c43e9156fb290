//===- FactsTest.cpp - what ops tell of their sharding and cost -------------===//

#include "dialects/graph/Axes.h"
#include "dialects/graph/Graph.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle::graph;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

class GraphFacts : public testing::Test {
protected:
  GraphFacts() : builder(&context) {
    context.loadDialect<GraphDialect>();
    module = mlir::ModuleOp::create(builder.getUnknownLoc());
    builder.setInsertionPointToStart(module->getBody());
  }

  mlir::RankedTensorType type(std::initializer_list<std::pair<const char *, int64_t>> axes,
                              mlir::Type element) {
    llvm::SmallVector<mlir::StringAttr> names;
    llvm::SmallVector<int64_t> sizes;
    for (auto [name, size] : axes) {
      names.push_back(builder.getStringAttr(name));
      sizes.push_back(size);
    }
    return getTensorType(element, names, sizes);
  }

  /// A tensor of f32 with these axes.
  mlir::Value tensor(std::initializer_list<std::pair<const char *, int64_t>> axes) {
    return ConstantOp::create(builder, loc(), type(axes, builder.getF32Type()),
                              builder.getF64FloatAttr(0.0));
  }
  mlir::Value integers(std::initializer_list<std::pair<const char *, int64_t>> axes) {
    return ConstantOp::create(builder, loc(), type(axes, builder.getI32Type()),
                              builder.getF64FloatAttr(0.0));
  }
  mlir::Location loc() { return builder.getUnknownLoc(); }

  static std::vector<std::string> names(llvm::ArrayRef<mlir::StringAttr> axes) {
    std::vector<std::string> result;
    for (mlir::StringAttr axis : axes)
      result.push_back(axis.str());
    return result;
  }

  mlir::MLIRContext context;
  mlir::OpBuilder builder;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

TEST_F(GraphFacts, AxesAreReadByName) {
  auto table = type({{"vocab", 16}, {"embed", 8}}, builder.getF32Type());
  EXPECT_EQ(getAxisSize(table, "embed"), 8);
  EXPECT_EQ(findAxis(table, llvm::StringRef("embed")), 1u);
  EXPECT_EQ(findAxis(table, llvm::StringRef("seq")), std::nullopt);
  EXPECT_EQ(dropAxis(table, "vocab"), type({{"embed", 8}}, builder.getF32Type()));
  EXPECT_TRUE(isGraphTensor(mlir::RankedTensorType::get({}, builder.getF32Type())));
  EXPECT_FALSE(isGraphTensor(mlir::RankedTensorType::get({2}, builder.getF32Type())));
}

TEST_F(GraphFacts, InitialiserKeepsItsNumbers) {
  auto init = InitAttr::get(&context, InitKind::Normal, 0.0, 0.02);
  EXPECT_EQ(init.getA(), 0.0);
  EXPECT_EQ(init.getB(), 0.02);
  EXPECT_EQ(init, InitAttr::get(&context, InitKind::Normal, 0.0, 0.02));
  EXPECT_NE(init, InitAttr::get(&context, InitKind::Normal, 0.0, 0.03));
}

TEST_F(GraphFacts, EinsumCountsEachAxisOnce) {
  auto result = type({{"batch", 2}, {"hidden", 5}}, builder.getF32Type());
  auto einsum = EinsumOp::create(builder, loc(), result, tensor({{"batch", 2}, {"embed", 3}}),
                                 tensor({{"embed", 3}, {"hidden", 5}}));
  EXPECT_EQ(einsum.getFlops(), 2.0 * 2 * 3 * 5);
  EXPECT_EQ(einsum.getBytes(), 4.0 * (6 + 15 + 10));
}

TEST_F(GraphFacts, CausalAttentionDoesHalfTheWork) {
  mlir::Value query = tensor({{"batch", 2}, {"seq", 16}, {"heads", 4}, {"head_dim", 8}});
  auto lse = type({{"batch", 2}, {"heads", 4}, {"seq", 16}}, builder.getF32Type());
  auto make = [&](bool causal) {
    return AttentionOp::create(builder, loc(), query.getType(), lse, query, query, query,
                               mlir::Value(), causal ? builder.getUnitAttr() : mlir::UnitAttr());
  };
  EXPECT_EQ(make(false).getFlops(), 2 * 2.0 * 2 * 4 * 16 * 16 * 8);
  EXPECT_EQ(make(true).getFlops(), make(false).getFlops() / 2);
  EXPECT_THAT(names(make(true).getUnsplittableAxes()), testing::IsSupersetOf({"seq", "head_dim"}));
}

TEST_F(GraphFacts, SumsAreAdditiveAndProductsMultiplicative) {
  mlir::Value x = tensor({{"embed", 8}});
  auto add = AddOp::create(builder, loc(), x.getType(), x, x);
  EXPECT_EQ(add.getLinearity(0), Linearity::Additive);
  auto mul = MulOp::create(builder, loc(), x.getType(), x, x);
  EXPECT_EQ(mul.getLinearity(1), Linearity::Multiplicative);
  auto div = DivOp::create(builder, loc(), x.getType(), x, x);
  EXPECT_EQ(div.getLinearity(0), Linearity::Multiplicative);
  EXPECT_EQ(div.getLinearity(1), Linearity::None);
  auto grad = GeluGradOp::create(builder, loc(), x.getType(), x, x);
  EXPECT_EQ(grad.getLinearity(0), Linearity::None);
  EXPECT_EQ(grad.getLinearity(1), Linearity::Multiplicative);
}

TEST_F(GraphFacts, MaximumIsNotLinear) {
  mlir::Value x = tensor({{"batch", 2}, {"embed", 8}});
  auto result = type({{"batch", 2}}, builder.getF32Type());
  auto max = ReduceOp::create(builder, loc(), result, x, ReductionKind::Max);
  EXPECT_EQ(max.getLinearity(0), Linearity::None);
  EXPECT_EQ(max.getReductionKind(), ReductionKind::Max);
  auto sum = ReduceOp::create(builder, loc(), result, x, ReductionKind::Sum);
  EXPECT_EQ(sum.getLinearity(0), Linearity::Multiplicative);
}

TEST_F(GraphFacts, GatherNeedsTheOffsetOfItsPartOfTheTable) {
  auto result = type({{"seq", 4}, {"embed", 8}}, builder.getF32Type());
  auto gather = GatherOp::create(builder, loc(), result, tensor({{"vocab", 16}, {"embed", 8}}),
                                 integers({{"seq", 4}}), mlir::ValueRange(), "vocab");
  EXPECT_THAT(names(gather.getOffsetAxes()), ElementsAre("vocab"));
  EXPECT_EQ(gather.getLinearity(0), Linearity::Multiplicative);
  EXPECT_EQ(gather.getLinearity(1), Linearity::None);
  EXPECT_THAT(gather.getUnsplittableAxes(), IsEmpty());
}

TEST_F(GraphFacts, OnlyRenamedAxesMayNotBeSplit) {
  mlir::Value x = tensor({{"batch", 2}, {"embed", 8}});
  auto rename = RenameOp::create(builder, loc(),
                                 type({{"batch", 2}, {"embed2", 8}}, builder.getF32Type()), x);
  EXPECT_THAT(names(rename.getUnsplittableAxes()), ElementsAre("embed", "embed2"));
}

} // namespace
