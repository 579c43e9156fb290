//===- ChunkCache.h - the words of frequent chunks --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_CHUNKCACHE_H
#define HEDDLE_RUNTIME_DATA_TEXT_CHUNKCACHE_H

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle::runtime {

/// A word and what the rules ask of it.
struct WordFacts {
  uint64_t hash;
  uint32_t bytes;
  uint32_t chars : 30;
  uint32_t isAlphabetic : 1; // holds a letter
  uint32_t isSymbol : 1;     // holds symbols alone
};

/// Remembers short chunks that are cut ("it's", "(said"), most of which come again and again. A
/// chunk has one place, which the last one takes. Belongs to one thread.
class ChunkCache {
public:
  ChunkCache() : entries(1 << kBits) {}

  static constexpr size_t kLongest = 15; // bytes
  struct Key {
    uint64_t low = 0, high = 0; // the bytes, zeros, and the number of bytes in the last one
    bool operator==(const Key &) const = default;
  };

  /// Empty if the chunk is not known.
  std::span<const WordFacts> find(const Key &key) const {
    const Entry &entry = entries[placeOf(key)];
    return entry.key == key ? std::span(entry.words).first(entry.count)
                            : std::span<const WordFacts>();
  }

  void insert(const Key &key, std::span<const WordFacts> words) {
    if (words.size() > kMostWords)
      return;
    Entry &entry = entries[placeOf(key)];
    entry.key = key;
    entry.count = words.size();
    std::copy(words.begin(), words.end(), entry.words.begin());
  }

private:
  static constexpr unsigned kBits = 12;
  static constexpr size_t kMostWords = 4;
  struct Entry {
    Key key;
    uint64_t count = 0;
    std::array<WordFacts, kMostWords> words{};
  };

  static size_t placeOf(const Key &key) {
    return ((key.low ^ std::rotl(key.high, 29)) * 0x9e3779b97f4a7c15) >> (64 - kBits);
  }

  std::vector<Entry> entries;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_CHUNKCACHE_H
