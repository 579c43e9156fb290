//===- PairTable.h - which tokens merge -------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_PAIRTABLE_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_PAIRTABLE_H

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::runtime {

/// What two tokens merge into, and how early.
struct MergeRule {
  uint64_t pair = ~uint64_t(0); // left and right; all ones if there is no rule here
  uint32_t rank = 0, result = 0;
};

/// A hash table that is asked for every two neighbours of a text, mostly in vain: open addressing,
/// at most half full; and a bit for each of 16 places per rule, most of which are 0, which a core's
/// nearest caches hold and the rules they do not.
class PairTable {
public:
  /// Room for `count` rules.
  explicit PairTable(size_t count = 0)
      : rules(std::bit_ceil(2 * count + 2)), shift(64 - std::countr_zero(rules.size())),
        bits(rules.size() * kBitsPerRule / 64 + 1) {}

  /// False, and no change, if there is a rule for the pair.
  bool insert(uint32_t left, uint32_t right, uint32_t rank, uint32_t result) {
    uint64_t pair = makePair(left, right), hash = hashOf(pair);
    MergeRule &rule = rules[findSlot(pair, hash)];
    if (rule.pair != MergeRule().pair)
      return false;
    rule = {pair, rank, result};
    bits[bitOf(hash) / 64] |= uint64_t(1) << bitOf(hash) % 64;
    return true;
  }

  /// Null if the two do not merge.
  const MergeRule *find(uint32_t left, uint32_t right) const {
    uint64_t pair = makePair(left, right), hash = hashOf(pair);
    if (!(bits[bitOf(hash) / 64] >> bitOf(hash) % 64 & 1))
      return nullptr;
    const MergeRule &rule = rules[findSlot(pair, hash)];
    return rule.pair == MergeRule().pair ? nullptr : &rule;
  }

private:
  static constexpr size_t kBitsPerRule = 8; // of a table half full

  static uint64_t makePair(uint32_t left, uint32_t right) { return uint64_t(left) << 32 | right; }
  static uint64_t hashOf(uint64_t pair) { return pair * 0x9e3779b97f4a7c15; } // Knuth's
  size_t bitOf(uint64_t hash) const { return hash >> (shift - std::countr_zero(kBitsPerRule)); }

  /// Of the pair's rule, or the free one where it would be.
  size_t findSlot(uint64_t pair, uint64_t hash) const {
    size_t slot = hash >> shift;
    while (rules[slot].pair != pair && rules[slot].pair != MergeRule().pair)
      slot = (slot + 1) & (rules.size() - 1);
    return slot;
  }

  std::vector<MergeRule> rules;
  unsigned shift;
  std::vector<uint64_t> bits;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_PAIRTABLE_H
