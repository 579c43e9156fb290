//===- GemmShape.cpp - a contraction as a matrix product ------------------===//

#include "passes/schedule/GemmShape.h"

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"

using namespace mlir;

namespace heddle::schedule {
namespace {

/// Some axes of a tensor, taken as one dimension.
struct Group {
  int64_t size = 1;
  int64_t stride = 1;
};

/// A tensor of one device, row major.
struct LocalTensor {
  ArrayRef<StringAttr> axes;
  SmallVector<int64_t> shape, strides;

  LocalTensor(Value value, dist::MeshAttr mesh)
      : axes(graph::getAxes(value)),
        shape(dist::getLocalShape(cast<RankedTensorType>(value.getType()), mesh)),
        strides(shape.size(), 1) {
    for (int64_t i = int64_t(shape.size()) - 2; i >= 0; --i)
      strides[i] = strides[i + 1] * shape[i + 1];
  }

  bool has(StringAttr axis) const { return llvm::is_contained(axes, axis); }

  /// The axes `names`, in that order, as one dimension; none if they do not lie next to one
  /// another.
  std::optional<Group> collapse(ArrayRef<StringAttr> names) const {
    Group group;
    bool first = true;
    for (StringAttr name : llvm::reverse(names)) {
      size_t dim = llvm::find(axes, name) - axes.begin();
      if (shape[dim] == 1)
        continue;
      if (first)
        group.stride = strides[dim];
      else if (strides[dim] != group.stride * group.size)
        return std::nullopt;
      first = false;
      group.size *= shape[dim];
    }
    return group;
  }
};

/// The two dimensions of a matrix operand: its leading dimension, and whether its columns are the
/// outer one.
struct Matrix {
  bool transposed;
  int64_t leading;
};

std::optional<Matrix> asMatrix(Group rows, Group columns) {
  // A dimension of size 1 has any stride; the leading dimension must still cover a row.
  if (columns.stride == 1 || columns.size == 1)
    if (rows.size == 1 || rows.stride >= columns.size)
      if (columns.size == 1 || columns.stride == 1)
        return Matrix{false, rows.size == 1 ? std::max<int64_t>(columns.size, 1) : rows.stride};
  if (rows.stride == 1 || rows.size == 1)
    return Matrix{true, columns.size == 1 ? std::max<int64_t>(rows.size, 1) : columns.stride};
  return std::nullopt;
}

class GemmMatcher {
public:
  GemmMatcher(graph::EinsumOp einsum, dist::MeshAttr mesh)
      : a(einsum.getLhs(), mesh), b(einsum.getRhs(), mesh), c(einsum.getResult(), mesh) {}

  std::optional<GemmShape> match();

private:
  std::optional<GemmShape> matchInOrder();
  SmallVector<StringAttr> select(const LocalTensor &order, bool inA, bool inB, bool inC) const;

  LocalTensor a, b, c;
};

SmallVector<StringAttr> GemmMatcher::select(const LocalTensor &order, bool inA, bool inB,
                                            bool inC) const {
  return llvm::filter_to_vector(order.axes, [&](StringAttr axis) {
    return a.has(axis) == inA && b.has(axis) == inB && c.has(axis) == inC;
  });
}

std::optional<GemmShape> GemmMatcher::matchInOrder() {
  SmallVector<StringAttr> m = select(c, true, false, true), n = select(c, false, true, true),
                          k = select(a, true, true, false), batch = select(c, true, true, true);
  auto aM = a.collapse(m), aK = a.collapse(k), aB = a.collapse(batch);
  auto bN = b.collapse(n), bK = b.collapse(k), bB = b.collapse(batch);
  auto cM = c.collapse(m), cN = c.collapse(n), cB = c.collapse(batch);
  if (!aM || !aK || !aB || !bN || !bK || !bB || !cM || !cN || !cB)
    return std::nullopt;
  std::optional<Matrix> matrixA = asMatrix(*aM, *aK), matrixB = asMatrix(*bK, *bN),
                        matrixC = asMatrix(*cM, *cN);
  if (!matrixA || !matrixB || !matrixC || matrixC->transposed)
    return std::nullopt;
  GemmShape shape;
  shape.m = cM->size, shape.n = cN->size, shape.k = aK->size, shape.batch = cB->size;
  shape.transposeA = matrixA->transposed, shape.transposeB = matrixB->transposed;
  shape.lda = matrixA->leading, shape.ldb = matrixB->leading, shape.ldc = matrixC->leading;
  if (shape.batch > 1)
    shape.strideA = aB->stride, shape.strideB = bB->stride, shape.strideC = cB->stride;
  return shape;
}

std::optional<GemmShape> GemmMatcher::match() {
  if (std::optional<GemmShape> shape = matchInOrder())
    return shape;
  std::swap(a, b);
  std::optional<GemmShape> shape = matchInOrder();
  if (shape)
    shape->swapped = true;
  return shape;
}

} // namespace

FailureOr<GemmShape> getGemmShape(graph::EinsumOp einsum, dist::MeshAttr mesh) {
  if (std::optional<GemmShape> shape = GemmMatcher(einsum, mesh).match())
    return *shape;
  return einsum.emitError(
      "this contraction is not a matrix product of its operands as they lie in memory; "
      "hint: write the contracted axes of both operands next to one another and in the same order");
}

} // namespace heddle::schedule
