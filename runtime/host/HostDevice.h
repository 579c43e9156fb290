//===- HostDevice.h - the CPU as a device -----------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTDEVICE_H
#define HEDDLE_RUNTIME_HOST_HOSTDEVICE_H

#include "runtime/device/Device.h"
#include "runtime/host/Arena.h"
#include "runtime/host/KernelLibrary.h"

#include <memory>

namespace heddle::runtime {

class HostDevice final : public Device {
public:
  Result<std::span<std::byte>> allocateArena(uint64_t bytes) override;
  Status loadKernels(const program::Program &program) override;
  /// Ranks of one process can share a library that one of them loaded.
  void shareKernels(std::shared_ptr<KernelLibrary> library) { kernels = std::move(library); }
  void attachThread() override;

  Status gemm(const GemmCall &call) override;
  Status launch(uint32_t kernel, void *const *args, const int64_t *scalars) override;
  Status attention(const AttentionCall &call) override;
  Status fill(void *destination, uint64_t bytes) override;
  Status copy(void *destination, const void *source, uint64_t bytes) override;

private:
  Arena arena;
  std::shared_ptr<KernelLibrary> kernels;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_HOST_HOSTDEVICE_H
