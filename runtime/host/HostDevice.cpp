//===- HostDevice.cpp - the CPU as a device -------------------------------===//

#include "runtime/host/HostDevice.h"

#include "runtime/host/Attention.h"
#include "runtime/host/Gemm.h"

#include <cstring>

namespace heddle::runtime {

Result<std::span<std::byte>> HostDevice::allocateArena(uint64_t bytes) {
  Result<Arena> allocated = Arena::allocate(bytes);
  if (!allocated)
    return allocated.status();
  arena = std::move(*allocated);
  return arena.bytes();
}

Status HostDevice::loadKernels(const program::Program &program) {
  Result<std::shared_ptr<KernelLibrary>> library = KernelLibrary::load(program);
  if (library)
    kernels = *library;
  return library.status();
}

void HostDevice::attachThread() { useOneThread(); }

template <typename T> static Status batchedProduct(const GemmCall &call) {
  Product product{call.transposeA,   call.transposeB,   call.accumulate,
                  int64_t(call.m),   int64_t(call.n),   int64_t(call.k),
                  int64_t(call.lda), int64_t(call.ldb), int64_t(call.ldc)};
  for (uint64_t i = 0; i < call.batch; ++i)
    if (Status status = multiply(product, static_cast<const T *>(call.a) + i * call.strideA,
                                 static_cast<const T *>(call.b) + i * call.strideB,
                                 static_cast<T *>(call.c) + i * call.strideC);
        !status)
      return status;
  return {};
}

Status HostDevice::gemm(const GemmCall &call) {
  return call.type == program::F32 ? batchedProduct<float>(call) : batchedProduct<double>(call);
}

Status HostDevice::launch(uint32_t kernel, void *const *args, const int64_t *scalars) {
  (*kernels)[kernel](args, scalars);
  return {};
}

Status HostDevice::attention(const AttentionCall &call) { return hostAttention(call); }

Status HostDevice::fill(void *destination, uint64_t bytes) {
  std::memset(destination, 0, bytes);
  return {};
}

Status HostDevice::copy(void *destination, const void *source, uint64_t bytes) {
  std::memmove(destination, source, bytes);
  return {};
}

} // namespace heddle::runtime
