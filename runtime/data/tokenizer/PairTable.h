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
/// at most half full, so that a miss is one cache line.
class PairTable {
public:
  /// Room for `count` rules.
  explicit PairTable(size_t count = 0)
      : rules(std::bit_ceil(2 * count + 2)), shift(64 - std::countr_zero(rules.size())) {}

  /// False, and no change, if there is a rule for the pair.
  bool insert(uint32_t left, uint32_t right, uint32_t rank, uint32_t result) {
    MergeRule &rule = rules[findSlot(makePair(left, right))];
    if (rule.pair != MergeRule().pair)
      return false;
    rule = {makePair(left, right), rank, result};
    return true;
  }

  /// Null if the two do not merge.
  const MergeRule *find(uint32_t left, uint32_t right) const {
    const MergeRule &rule = rules[findSlot(makePair(left, right))];
    return rule.pair == MergeRule().pair ? nullptr : &rule;
  }

private:
  static uint64_t makePair(uint32_t left, uint32_t right) { return uint64_t(left) << 32 | right; }

  /// Of the pair's rule, or the free one where it would be.
  size_t findSlot(uint64_t pair) const {
    size_t slot = pair * 0x9e3779b97f4a7c15 >> shift; // Knuth's multiplicative hashing
    while (rules[slot].pair != pair && rules[slot].pair != MergeRule().pair)
      slot = (slot + 1) & (rules.size() - 1);
    return slot;
  }

  std::vector<MergeRule> rules;
  unsigned shift;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_PAIRTABLE_H
