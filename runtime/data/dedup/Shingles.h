//===- Shingles.h - the runs of words of a text -----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_SHINGLES_H
#define HEDDLE_RUNTIME_DATA_DEDUP_SHINGLES_H

#include "runtime/data/dedup/FoldedWords.h"

namespace heddle::corpus {

/// The hash of a run of words that moves over a text: a polynomial of the words' hashes modulo
/// 2^64, finished with MurmurHash3's mixer. Words' hashes are random, so two runs that differ in a
/// word collide with 2^-64.
class RollingHash {
public:
  explicit RollingHash(size_t words) : words(words) {
    for (size_t i = 0; i < words; ++i)
      oldest *= kBase;
  }

  /// Calls `use(begin, hash)` for words [begin, begin + words) of each run of `hashes`.
  template <typename Use> void forEach(std::span<const uint64_t> hashes, Use use) const {
    if (words == 0 || hashes.size() < words)
      return;
    uint64_t sum = 0;
    for (size_t i = 0; i < words; ++i)
      sum = sum * kBase + hashes[i];
    use(size_t(0), mix(sum));
    for (size_t i = words; i < hashes.size(); ++i) {
      sum = sum * kBase + (hashes[i] - oldest * hashes[i - words]);
      use(i - words + 1, mix(sum));
    }
  }

  static uint64_t mix(uint64_t hash) {
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53;
    return hash ^ hash >> 33;
  }

private:
  static constexpr uint64_t kBase = 0x9e3779b97f4a7c15;

  size_t words;
  uint64_t oldest = 1; // kBase to the power of `words`
};

/// The shingles of texts: hashes of all runs of `words` words, of punctuation that divides. A text
/// of fewer words is one shingle, one without words has none. Belongs to one thread.
class Shingler {
public:
  explicit Shingler(uint32_t words) : words(words), scanner(Punctuation::Divides), rolling(words) {}

  /// In the order of the text, repeated ones repeated; until the next call.
  std::span<const uint64_t> scan(std::string_view text);

  /// Each once, in order: what Jaccard similarities are of.
  std::vector<uint64_t> distinct(std::string_view text);

private:
  size_t words;
  FoldedWords scanner;
  RollingHash rolling;
  std::vector<uint64_t> shingles;
};

/// |A and B| and |A or B| of two sets of shingles.
struct Overlap {
  uint32_t shared = 0, total = 0;

  /// Of two empty sets: 0.
  double jaccard() const { return total ? double(shared) / total : 0; }
};
Overlap overlapOf(std::span<const uint64_t> a, std::span<const uint64_t> b);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_SHINGLES_H
