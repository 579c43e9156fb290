//===- Permutation.h - a seeded permutation without a table -----*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_PERMUTATION_H
#define HEDDLE_RUNTIME_DATA_PERMUTATION_H

#include <cstdint>

namespace heddle::runtime {

/// A bijection of [0, size) in O(1) memory: a Feistel network of `kRounds` rounds over the
/// next power of four, whose round function is Philox, walked until it lands inside
/// (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002).
class Permutation {
public:
  /// `size` > 0. Different (seed, stream) give unrelated orders.
  Permutation(uint64_t size, uint64_t seed, uint64_t stream);

  /// The image of `index` < size. Fewer than four walks are expected.
  uint64_t operator()(uint64_t index) const;

private:
  static constexpr unsigned kRounds = 4;

  uint64_t encrypt(uint64_t value) const;

  uint64_t size;
  uint64_t seed;
  uint64_t stream;
  unsigned halfBits;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_PERMUTATION_H
