//===- GemmShape.h - a contraction as a matrix product ----------*- C++ -*-===//

#ifndef HEDDLE_PASSES_SCHEDULE_GEMMSHAPE_H
#define HEDDLE_PASSES_SCHEDULE_GEMMSHAPE_H

#include "dialects/dist/Dist.h"

namespace heddle::schedule {

/// c[i] = op(a[i]) op(b[i]), row major, i < batch. Leading dimensions and strides in elements.
struct GemmShape {
  int64_t m = 1, n = 1, k = 1, batch = 1;
  bool transposeA = false, transposeB = false;
  int64_t lda = 1, ldb = 1, ldc = 1;
  int64_t strideA = 0, strideB = 0, strideC = 0;
  /// a is the einsum's rhs and b its lhs (the result has the rhs's free axes first).
  bool swapped = false;

  double flops() const { return 2.0 * double(m) * double(n) * double(k) * double(batch); }
};

/// The GEMM that computes `einsum` on one device. Fails, with a located error, if an operand would
/// need to be transposed in memory: the axes of each group (free, contracted, batch) must lie next
/// to one another, in the same order everywhere.
mlir::FailureOr<GemmShape> getGemmShape(graph::EinsumOp einsum, dist::MeshAttr mesh);

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_GEMMSHAPE_H
