//===- Gemm.h - matrix products of the host device --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_HOST_GEMM_H
#define HEDDLE_RUNTIME_HOST_GEMM_H

#include "runtime/base/Status.h"

#include <cstdint>

namespace heddle::runtime {

/// c = accumulate * c + op(a) op(b); row major; op(a) is [m, k], op(b) [k, n]; leading dimensions
/// in elements.
struct Product {
  bool transposeA, transposeB, accumulate;
  int64_t m, n, k, lda, ldb, ldc;
};

/// f32 runs in oneDNN, f64 in OpenBLAS: oneDNN has no f64, and its f32 is 2-10 % faster than
/// OpenBLAS'.
Status multiply(const Product &product, const float *a, const float *b, float *c);
Status multiply(const Product &product, const double *a, const double *b, double *c);

/// One thread per product for the calling thread: ranks are the threads.
void useOneThread();

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_HOST_GEMM_H
