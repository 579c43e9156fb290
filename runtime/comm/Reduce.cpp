//===- Reduce.cpp - sums and maxima over buffers --------------------------===//

#include "runtime/comm/Reduce.h"

#include <algorithm>
#include <cstring>

#define HEDDLE_EACH_CPU                                                                            \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))

namespace heddle::runtime {

/// Elements of a block: its partial result stays in the first-level cache while the sources stream
/// by.
static constexpr uint64_t kBlock = 1024;

#define HEDDLE_COMBINE(T)                                                                          \
  HEDDLE_EACH_CPU static void addTo(T *__restrict block, const T *__restrict source, uint64_t n) { \
    for (uint64_t i = 0; i < n; ++i)                                                               \
      block[i] += source[i];                                                                       \
  }                                                                                                \
  HEDDLE_EACH_CPU static void maxTo(T *__restrict block, const T *__restrict source, uint64_t n) { \
    for (uint64_t i = 0; i < n; ++i)                                                               \
      block[i] = source[i] > block[i] || source[i] != source[i] ? source[i] : block[i];            \
  }
// Separate functions, not templates: target_clones does not apply to templates.
HEDDLE_COMBINE(float)
HEDDLE_COMBINE(double)
HEDDLE_COMBINE(int32_t)
HEDDLE_COMBINE(int64_t)
#undef HEDDLE_COMBINE

template <typename T>
static void reduce(bool isMax, std::span<std::byte *const> sources,
                   std::span<std::byte *const> destinations, uint64_t begin, uint64_t end) {
  alignas(64) T block[kBlock];
  for (; begin < end; begin += kBlock) {
    uint64_t n = std::min(kBlock, end - begin);
    auto at = [&](std::byte *buffer) { return reinterpret_cast<T *>(buffer) + begin; };
    std::memcpy(block, at(sources[0]), n * sizeof(T));
    for (std::byte *source : sources.subspan(1))
      isMax ? maxTo(block, at(source), n) : addTo(block, at(source), n);
    for (std::byte *destination : destinations)
      std::memcpy(at(destination), block, n * sizeof(T));
  }
}

void reduceRange(program::Collective::Reduction reduction, program::DataType type,
                 std::span<std::byte *const> sources, std::span<std::byte *const> destinations,
                 uint64_t begin, uint64_t end) {
  bool isMax = reduction == program::Collective::MAX;
  switch (type) {
  case program::F32:
    return reduce<float>(isMax, sources, destinations, begin, end);
  case program::F64:
    return reduce<double>(isMax, sources, destinations, begin, end);
  case program::I32:
    return reduce<int32_t>(isMax, sources, destinations, begin, end);
  case program::I64:
    return reduce<int64_t>(isMax, sources, destinations, begin, end);
  default:
    return; // refused before
  }
}

} // namespace heddle::runtime
