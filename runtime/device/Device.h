//===- Device.h - what a device does for a rank -----------------*- C++ -*-===//
//
// The executor resolves addresses; a device computes. A new device implements this interface
// and is named in Session. One Device serves one rank and is used from one thread.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_DEVICE_H
#define HEDDLE_RUNTIME_DEVICE_DEVICE_H

#include "runtime/base/Status.h"
#include "runtime/program/program.pb.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle::runtime {

/// c[i] = accumulate * c[i] + op(a[i]) op(b[i]), row major, as program.Gemm.
struct GemmCall {
  program::DataType type;
  bool transposeA, transposeB, accumulate;
  uint64_t m, n, k, batch;
  uint64_t lda, ldb, ldc;
  uint64_t strideA, strideB, strideC;
  const void *a, *b;
  void *c;
};

/// query, result: [batch, seq, heads, head_dim]; key, value: [batch, seq, kv_heads, head_dim]; lse
/// [batch, heads, seq]; all dense. Query head h attends to key head h / (heads / kv_heads). result
/// = softmax(q k^T / sqrt(head_dim)) v. With documents [batch, seq], a position sees its own
/// document only, a run of equal numbers.
struct AttentionCall {
  program::DataType type;
  bool backward, causal;
  uint64_t batch, seq, heads, kvHeads, headDim;
  const void *query, *key, *value;
  void *result, *lse; // backward reads them
  const void *resultGrad;
  void *queryGrad, *keyGrad, *valueGrad; // overwritten
  void *workspace;                       // attentionWorkspaceBytes()
  const int32_t *documents = nullptr;    // null if a sample is one document
};

class Device {
public:
  virtual ~Device() = default;

  /// Zeroed memory of the device, at least 64-byte aligned; freed with the device. Once.
  virtual Result<std::span<std::byte>> allocateArena(uint64_t bytes) = 0;
  /// Makes the program's kernels callable; they are then known by their index.
  virtual Status loadKernels(const program::Program &program) = 0;
  /// Called once on the thread that will use the device.
  virtual void attachThread() = 0;

  virtual Status gemm(const GemmCall &call) = 0;
  virtual Status launch(uint32_t kernel, void *const *args, const int64_t *scalars) = 0;
  virtual Status attention(const AttentionCall &call) = 0;
  virtual Status fill(void *destination, uint64_t bytes) = 0;
  /// Source and destination may overlap.
  virtual Status copy(void *destination, const void *source, uint64_t bytes) = 0;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DEVICE_DEVICE_H
