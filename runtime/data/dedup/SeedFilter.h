//===- SeedFilter.h - which grams are in a corpus more than once *- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_SEEDFILTER_H
#define HEDDLE_RUNTIME_DATA_DEDUP_SEEDFILTER_H

#include "runtime/data/dedup/ExternalSort.h"
#include "runtime/data/dedup/RecordWriter.h"

#include <array>

namespace heddle::corpus {

/// The hash of a minimizer's gram.
struct SeedRecord {
  uint64_t hash;

  auto operator<=>(const SeedRecord &) const = default;
  bool hasKeyOf(const SeedRecord &other) const { return hash == other.hash; }
  uint64_t prefix() const { return hash; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfHash(hash, partitions); }
};

/// A set of hashes that may say yes to others: a split block Bloom filter (Putze et al. 2007), one
/// cache line a question. With 16 bits a hash it errs once in 1,500 questions, with 8 once in 30.
/// What it errs in costs work and changes no result.
class SeedFilter {
public:
  /// Takes 16 bits a hash, but at most `memoryBytes`.
  SeedFilter(uint64_t hashes, uint64_t memoryBytes);

  /// The filter of all records of a folder.
  static runtime::Result<SeedFilter> read(const RecordFolder &seeds, uint64_t memoryBytes);

  void insert(uint64_t hash);
  bool mayHave(uint64_t hash) const;

  uint64_t bytes() const { return blocks.size() * sizeof(Block); }

private:
  using Block = std::array<uint32_t, 8>;
  /// Of each word one bit.
  static Block bitsOf(uint64_t hash);
  size_t placeOf(uint64_t hash) const { return size_t(__uint128_t(hash) * blocks.size() >> 64); }

  std::vector<Block> blocks;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_SEEDFILTER_H
