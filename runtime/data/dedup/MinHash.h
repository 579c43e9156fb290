//===- MinHash.h - signatures of near-duplicates ----------------*- C++ -*-===//
//
// MinHash (Broder 1997) with banding: of each of bands * rows hash functions the least value over a
// text's shingles is kept, and `rows` of them are hashed to a band. Texts whose shingles have the
// Jaccard similarity s agree in a band with 1 - (1 - s^rows)^bands.
//
// The functions are a * high + b * low + c modulo 2^32 of the halves of a shingle's 64-bit hash,
// with odd a and b that are drawn by `seed`. Of random hashes each value is uniform, and those of
// two functions are independent but for a few lowest bits.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_MINHASH_H
#define HEDDLE_RUNTIME_DATA_DEDUP_MINHASH_H

#include "runtime/base/Status.h"
#include "runtime/data/dedup/Shingles.h"
#include "runtime/data/dedup/dedup.pb.h"

namespace heddle::corpus {

/// Makes signatures. Belongs to one thread.
class MinHasher {
public:
  /// `options` has at least one band, row and word: see checkOptions.
  explicit MinHasher(const NearDuplicates &options);

  /// A hash for each band, none for a text without words; until the next call. The bands of one
  /// text agree with no other band's.
  std::span<const uint64_t> signature(std::string_view text) {
    return signatureOf(shingler.scan(text));
  }
  /// The same of shingles that were found elsewhere.
  std::span<const uint64_t> signatureOf(std::span<const uint64_t> shingles);

  /// The least values themselves, bands * rows.
  std::span<const uint32_t> leastOf(std::span<const uint64_t> shingles);

private:
  void forgetRecent(size_t shingles);
  std::span<const uint32_t> dropRepeated(std::span<const uint64_t> shingles);

  uint32_t bands, rows;
  Shingler shingler;
  std::vector<uint32_t> factors; // see minimize()
  std::vector<uint32_t> least;
  std::vector<uint32_t> keys;   // halves of shingles
  std::vector<uint64_t> recent; // the last shingle of each place
  std::vector<uint64_t> hashes; // of bands
};

/// Says which parameter of near-duplicates makes no sense.
runtime::Status checkOptions(const NearDuplicates &options);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_MINHASH_H
