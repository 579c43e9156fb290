//===- NGrams.h - how much of a text repeats itself -------------*- C++ -*-===//
//
// The two measures of Rae et al. 2021 (table A1) as datatrove 0.10 takes them, without a string for
// an n-gram. Two n-grams are one if their 64-bit hashes are.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_NGRAMS_H
#define HEDDLE_RUNTIME_DATA_FILTERS_NGRAMS_H

#include "runtime/data/text/HashCounts.h"
#include "runtime/data/text/WordTable.h"

#include <array>
#include <span>

namespace heddle::corpus {

/// Which of some hashes may have been added twice: all that were, and a few that were not.
class TwiceFilter {
public:
  void reset(size_t hashes) {
    constexpr size_t kBitsOfHash = 32;
    size_t bits = std::bit_ceil(hashes * kBitsOfHash | 64);
    shift = 64 - std::countr_zero(bits);
    blocks.assign(bits / 64, {0, 0});
  }
  void add(uint64_t hash) {
    uint64_t place = hash >> shift, bit = uint64_t(1) << (place % 64);
    Block &block = blocks[place / 64];
    block.twice |= block.once & bit;
    block.once |= bit;
  }
  bool mayBeTwice(uint64_t hash) const {
    uint64_t place = hash >> shift;
    return blocks[place / 64].twice >> (place % 64) & 1;
  }

private:
  struct Block {
    uint64_t once, twice; // a bit for some hashes
  };
  std::vector<Block> blocks;
  unsigned shift = 0;
};

/// One object serves a thread for document after document.
class NGrams {
public:
  /// Of `words`, which must stay as they are. `leastDuplicate` is the smallest n that
  /// duplicateChars will be asked for.
  void assign(const runtime::WordTable &words, uint32_t leastDuplicate);

  /// At least topChars(n), at a fraction of its price: counts of hashes that may be several
  /// sequences'.
  uint64_t boundTopChars(uint32_t n);

  /// The characters of the most frequent sequence of n words, with a space between every two, times
  /// its number; of several the first. 0 if there are fewer words.
  uint64_t topChars(uint32_t n);

  /// The characters of all sequences of n words, nothing between them, that stand before already;
  /// from one on, the search goes on behind it.
  uint64_t duplicateChars(uint32_t n);

private:
  bool mayRepeat(size_t i, uint32_t n) const;
  void findCandidates();
  void lookAtLongFronts();
  void findRepeated(uint32_t n);
  /// All words from one on.
  std::string_view rest(size_t word) const { return words->joined(word, words->size() - word); }
  void countPairs();

  const runtime::WordTable *words = nullptr;
  uint32_t leastDuplicate = 0;
  bool hasCandidates = false, hasPairs = false;

  /// A word where a repeated sequence may begin.
  struct Candidate {
    uint32_t word;
    uint32_t below; // only sequences of fewer bytes may stand twice, by their first bytes
  };
  std::vector<Candidate> candidateRoom; // grows only
  std::span<Candidate> candidates;      // in order
  std::vector<uint32_t> repeated;       // words where one of n words may begin
  TwiceFilter seen;
  std::vector<uint64_t> hashes; // of places that are asked for in `seen`
  runtime::HashCounts counts;

  static constexpr unsigned kPairBits = 11;
  std::array<uint32_t, 1 << kPairBits> pairCounts;
  uint64_t mostPairChars = 0; // no pair of words has more in all, with two spaces

  // Of the last topChars: its n, and for every word whether the sequence there is repeated.
  uint32_t countedN = 0;
  std::vector<uint32_t> slots;
  std::vector<uint8_t> repeats, newRepeats;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_NGRAMS_H
