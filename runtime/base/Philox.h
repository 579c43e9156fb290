//===- Philox.h - counter-based random numbers ------------------*- C++ -*-===//
//
// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011): the numbers are a pure function of (key, counter), so nobody has a
// state to save. Header only, so that the reference interpreter shares it.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_BASE_PHILOX_H
#define HEDDLE_RUNTIME_BASE_PHILOX_H

#include <array>
#include <cstdint>

namespace heddle::runtime {

using PhiloxBlock = std::array<uint32_t, 4>;

/// The four random words of `counter` under `key`: ten rounds, the key bumped between them.
inline PhiloxBlock philox4x32(PhiloxBlock counter, uint64_t key) {
  uint32_t key0 = uint32_t(key), key1 = uint32_t(key >> 32);
  for (int round = 0; round < 10; ++round) {
    uint64_t product0 = uint64_t{0xD2511F53} * counter[0];
    uint64_t product1 = uint64_t{0xCD9E8D57} * counter[2];
    counter = {uint32_t(product1 >> 32) ^ counter[1] ^ key0, uint32_t(product1),
               uint32_t(product0 >> 32) ^ counter[3] ^ key1, uint32_t(product0)};
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  return counter;
}

/// The block of element `index` of `stream` under `key`.
inline PhiloxBlock philoxBlock(uint64_t key, uint64_t stream, uint64_t index) {
  return philox4x32(
      {uint32_t(index), uint32_t(index >> 32), uint32_t(stream), uint32_t(stream >> 32)}, key);
}

/// 64 random bits of (key, stream, index).
inline uint64_t randomBits(uint64_t key, uint64_t stream, uint64_t index) {
  PhiloxBlock words = philoxBlock(key, stream, index);
  return uint64_t{words[1]} << 32 | words[0];
}

/// Uniform in [0, 1), a multiple of 2^-53.
inline double randomUnit(uint64_t key, uint64_t stream, uint64_t index) {
  return static_cast<double>(randomBits(key, stream, index) >> 11) * 0x1p-53;
}

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_BASE_PHILOX_H
