//===- Philox.h - counter-based random numbers ------------------*- C++ -*-===//
//
// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011): the numbers are a pure function of (key, counter), so data order and
// sampling have no state to save.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_PHILOX_H
#define HEDDLE_RUNTIME_DATA_PHILOX_H

#include <array>
#include <cstdint>

namespace heddle::runtime {

using PhiloxBlock = std::array<uint32_t, 4>;

/// The four random words of `counter` under `key`.
PhiloxBlock philox4x32(PhiloxBlock counter, uint64_t key);

/// 64 random bits of (key, stream, index).
uint64_t randomBits(uint64_t key, uint64_t stream, uint64_t index);

/// Uniform in [0, 1), a multiple of 2^-53.
double randomUnit(uint64_t key, uint64_t stream, uint64_t index);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_PHILOX_H
