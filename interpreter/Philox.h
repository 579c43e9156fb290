//===- Philox.h - counter-based random numbers ------------------*- C++ -*-===//
//
// Philox4x32-10 of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011), and how
// graph.rng makes numbers of its words. Standard headers only, so that a kernel can be compared
// with it.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_INTERPRETER_PHILOX_H
#define HEDDLE_INTERPRETER_PHILOX_H

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace heddle::interpreter {

using PhiloxCounter = std::array<uint32_t, 4>;
using PhiloxKey = std::array<uint32_t, 2>;

/// One block of four random words: ten rounds, the key bumped between them.
inline PhiloxCounter philox4x32(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t product0 = uint64_t{0xD2511F53} * counter[0];
    uint64_t product1 = uint64_t{0xCD9E8D57} * counter[2];
    counter = {uint32_t(product1 >> 32) ^ counter[1] ^ key[0], uint32_t(product1),
               uint32_t(product0 >> 32) ^ counter[3] ^ key[1], uint32_t(product0)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// The block of element `index` of the tensor named by `key` under `seed`.
inline PhiloxCounter philoxBlock(uint64_t seed, uint64_t key, uint64_t index) {
  return philox4x32({uint32_t(index), uint32_t(index >> 32), uint32_t(key), uint32_t(key >> 32)},
                    {uint32_t(seed), uint32_t(seed >> 32)});
}

/// A number in the open interval (0, 1), so that its logarithm is finite.
inline double philoxUniform(uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// A standard normal number by Box and Muller (1958).
inline double philoxNormal(const PhiloxCounter &block) {
  double radius = std::sqrt(-2 * std::log(philoxUniform(block[0])));
  return radius * std::cos(2 * std::numbers::pi * philoxUniform(block[1]));
}

} // namespace heddle::interpreter

#endif // HEDDLE_INTERPRETER_PHILOX_H
