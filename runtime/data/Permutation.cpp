//===- Permutation.cpp - a seeded permutation without a table ---*- C++ -*-===//

#include "runtime/data/Permutation.h"

#include "runtime/base/Philox.h"

#include <bit>
#include <cassert>

namespace heddle::runtime {

Permutation::Permutation(uint64_t size, uint64_t seed, uint64_t stream)
    : size(size), seed(seed), stream(stream),
      halfBits(static_cast<unsigned>(std::bit_width(size - 1) + 1) / 2) {
  assert(size > 0 && size <= uint64_t{1} << 60);
}

uint64_t Permutation::operator()(uint64_t index) const {
  assert(index < size);
  do
    index = encrypt(index);
  while (index >= size);
  return index;
}

uint64_t Permutation::encrypt(uint64_t value) const {
  uint64_t mask = (uint64_t{1} << halfBits) - 1;
  uint64_t left = value >> halfBits;
  uint64_t right = value & mask;
  for (unsigned round = 0; round < kRounds; ++round) {
    // The round number lies above the 30 bits a half may have.
    uint64_t mixed = left ^ (randomBits(seed, stream, right | uint64_t{round} << 32) & mask);
    left = right;
    right = mixed;
  }
  return left << halfBits | right;
}

} // namespace heddle::runtime
