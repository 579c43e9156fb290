//===- HashCounts.h - how often hashes were seen ----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_HASHCOUNTS_H
#define HEDDLE_RUNTIME_DATA_TEXT_HASHCOUNTS_H

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::runtime {

/// Counts 64-bit hashes; open addressing, at most half full. One table is cleared and filled over
/// and over again. Two things of one hash are one thing: once in 10^19 pairs.
class HashCounts {
public:
  struct Entry {
    uint64_t hash;
    uint32_t count; // 0: free
    uint32_t first; // what the first one was added with
  };

  /// Empty, with room for `size` hashes.
  void reset(size_t size) {
    size_t capacity = std::bit_ceil(2 * size + 2);
    if (entries.size() < capacity)
      entries.resize(capacity);
    std::fill_n(entries.begin(), capacity, Entry{});
    shift = 64 - std::countr_zero(capacity);
    mask = capacity - 1;
  }

  /// The entry of `hash`, counted once more.
  Entry &add(uint64_t hash, uint32_t at) {
    Entry &entry = entries[slotOf(hash)];
    if (entry.count == 0)
      entry = {hash, 0, at};
    ++entry.count;
    return entry;
  }

  const Entry &operator[](size_t slot) const { return entries[slot]; }

private:
  /// Of the hash, or a free one where it would be.
  size_t slotOf(uint64_t hash) const {
    size_t slot = hash * 0x9e3779b97f4a7c15 >> shift; // Knuth's multiplicative hashing
    while (entries[slot].count != 0 && entries[slot].hash != hash)
      slot = (slot + 1) & mask;
    return slot;
  }

  std::vector<Entry> entries;
  unsigned shift = 63;
  size_t mask = 1;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_HASHCOUNTS_H
