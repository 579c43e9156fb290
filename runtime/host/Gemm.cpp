//===- Gemm.cpp - matrix products of the host device ----------------------===//

#include "runtime/host/Gemm.h"

#include <cblas.h>
#include <oneapi/dnnl/dnnl.h>

#include <mutex>
#include <string>

/// Of libgomp. The setting belongs to the calling thread.
extern "C" void omp_set_num_threads(int threads);

namespace heddle::runtime {

Status multiply(const Product &p, const float *a, const float *b, float *c) {
  // dnnl_sgemm is row major, unlike the Fortran BLAS whose letters it takes.
  dnnl_status_t status =
      dnnl_sgemm(p.transposeA ? 'T' : 'N', p.transposeB ? 'T' : 'N', p.m, p.n, p.k, 1.0f, a, p.lda,
                 b, p.ldb, p.accumulate ? 1.0f : 0.0f, c, p.ldc);
  if (status != dnnl_success)
    return error("dnnl_sgemm gave status " + std::to_string(int(status)));
  return {};
}

/// Debian's serial OpenBLAS shares its packing buffers between threads: two calls at once spoil
/// each other. Only verification, at small sizes, multiplies in float64, so that taking turns costs
/// nothing that counts.
static std::mutex openBlasTurn;

Status multiply(const Product &p, const double *a, const double *b, double *c) {
  auto transpose = [](bool on) { return on ? CblasTrans : CblasNoTrans; };
  std::lock_guard lock(openBlasTurn);
  cblas_dgemm(CblasRowMajor, transpose(p.transposeA), transpose(p.transposeB), blasint(p.m),
              blasint(p.n), blasint(p.k), 1.0, a, blasint(p.lda), b, blasint(p.ldb),
              p.accumulate ? 1.0 : 0.0, c, blasint(p.ldc));
  return {};
}

void useOneThread() {
  omp_set_num_threads(1);
  openblas_set_num_threads(1);
}

} // namespace heddle::runtime
