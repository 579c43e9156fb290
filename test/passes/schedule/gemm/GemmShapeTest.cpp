//===- GemmShapeTest.cpp - a contraction as a matrix product --------------===//

#include "passes/schedule/GemmShape.h"

#include "dialects/graph/Graph.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle;
using namespace mlir;
using heddle::schedule::GemmShape;
using testing::HasSubstr;
namespace graph = heddle::graph;

namespace {

class Gemm : public testing::Test {
protected:
  Gemm() {
    context
        .loadDialect<heddle::graph::GraphDialect, heddle::dist::DistDialect, func::FuncDialect>();
  }

  /// The GEMM of `result = einsum(lhs, rhs)` on one device of a mesh with tp = 2, mb = 2. The
  /// arguments are types.
  FailureOr<GemmShape> match(std::string lhs, std::string rhs, std::string result) {
    std::string types = "(" + lhs + ", " + rhs + ") -> " + result;
    std::string source =
        "module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 2, mb = 2>}"
        "{ func.func private @f(%a: " +
        lhs + ", %b: " + rhs + ") {\n %c = graph.einsum %a, %b : " + types + "\n return }}";
    module = parseSourceString<ModuleOp>(source, &context);
    EXPECT_TRUE(module) << source;
    graph::EinsumOp einsum;
    module->walk([&](graph::EinsumOp op) { einsum = op; });
    return heddle::schedule::getGemmShape(
        einsum, module->getOperation()->getAttrOfType<heddle::dist::MeshAttr>("dist.mesh"));
  }

  static std::string tensor(std::string shape, std::string names) {
    return "tensor<" + shape + "xf32, #dist.layout<" + names + ">>";
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

TEST_F(Gemm, CollapsesFreeAxesOfOneDevice) {
  FailureOr<GemmShape> shape =
      match(tensor("4x6x8", "[batch @mb, seq, embed]"), tensor("8x4x3", "[embed, heads @tp, dim]"),
            tensor("4x6x4x3", "[batch @mb, seq, heads @tp, dim]"));
  ASSERT_TRUE(succeeded(shape));
  EXPECT_EQ(shape->m, 2 * 6);
  EXPECT_EQ(shape->n, 2 * 3);
  EXPECT_EQ(shape->k, 8);
  EXPECT_EQ(shape->batch, 1);
  EXPECT_FALSE(shape->transposeA || shape->transposeB || shape->swapped);
  EXPECT_EQ(shape->lda, 8);
  EXPECT_EQ(shape->ldb, 6);
  EXPECT_EQ(shape->ldc, 6);
  EXPECT_EQ(shape->flops(), 2.0 * 12 * 6 * 8);
}

TEST_F(Gemm, TransposesB) {
  FailureOr<GemmShape> shape =
      match(tensor("4x8", "[batch, hidden]"), tensor("5x8", "[embed, hidden]"),
            tensor("4x5", "[batch, embed]"));
  ASSERT_TRUE(succeeded(shape));
  EXPECT_TRUE(shape->transposeB);
  EXPECT_EQ(shape->ldb, 8);
  EXPECT_FALSE(shape->transposeA);
}

/// The gradient of a weight: the contracted axes are the outer ones of both.
TEST_F(Gemm, TransposesA) {
  FailureOr<GemmShape> shape =
      match(tensor("4x6x8", "[batch, seq, embed]"), tensor("4x6x5", "[batch, seq, hidden]"),
            tensor("8x5", "[embed, hidden]"));
  ASSERT_TRUE(succeeded(shape));
  EXPECT_TRUE(shape->transposeA);
  EXPECT_FALSE(shape->transposeB);
  EXPECT_EQ(shape->k, 24);
  EXPECT_EQ(shape->lda, 8);
  EXPECT_EQ(shape->ldb, 5);
}

/// The result has the rhs's axes first, so the rhs is the left matrix.
TEST_F(Gemm, Swaps) {
  FailureOr<GemmShape> shape =
      match(tensor("4x8", "[batch, embed]"), tensor("8x5", "[embed, hidden]"),
            tensor("5x4", "[hidden, batch]"));
  ASSERT_TRUE(succeeded(shape));
  EXPECT_TRUE(shape->swapped);
  EXPECT_EQ(shape->m, 5);
  EXPECT_EQ(shape->n, 4);
  EXPECT_TRUE(shape->transposeA);
  EXPECT_TRUE(shape->transposeB);
}

/// An axis that all three have: one product per index, strided within the tensors.
TEST_F(Gemm, Batches) {
  FailureOr<GemmShape> shape =
      match(tensor("6x3x8", "[seq, heads, dim]"), tensor("3x8x5", "[heads, dim, out]"),
            tensor("6x3x5", "[seq, heads, out]"));
  ASSERT_TRUE(succeeded(shape));
  EXPECT_EQ(shape->batch, 3);
  EXPECT_EQ(shape->m, 6);
  EXPECT_EQ(shape->lda, 24);
  EXPECT_EQ(shape->strideA, 8);
  EXPECT_EQ(shape->strideB, 40);
  EXPECT_EQ(shape->ldc, 15);
  EXPECT_EQ(shape->strideC, 5);
}

/// A split axis of which one device holds one index does not stand between the others.
TEST_F(Gemm, SkipsAxesOfSizeOne) {
  FailureOr<GemmShape> shape =
      match(tensor("4x2x8", "[batch, heads @tp, dim]"), tensor("2x8x5", "[heads @tp, dim, out]"),
            "tensor<4x5xf32, #dist.layout<[batch, out], partial = (tp)>>");
  ASSERT_TRUE(succeeded(shape));
  EXPECT_EQ(shape->k, 8);
  EXPECT_EQ(shape->lda, 8);
}

TEST_F(Gemm, RefusesAxesInAnotherOrder) {
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &d) { message = d.str(); });
  EXPECT_TRUE(failed(match(tensor("4x3x8", "[batch, heads, dim]"),
                           tensor("8x3x5", "[dim, heads, out]"), tensor("4x5", "[batch, out]"))));
  EXPECT_THAT(message, HasSubstr("not a matrix product of its operands as they lie in memory"));
  EXPECT_THAT(message, HasSubstr("hint: write the contracted axes"));
}

} // namespace
