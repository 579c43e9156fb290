//===- PieceCache.h - the tokens of frequent pieces -------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_PIECECACHE_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_PIECECACHE_H

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace heddle::runtime {

/// Remembers short pieces of a text, most of which come again and again. A piece has one place,
/// which the last one takes: no chains, 1 MiB, so that it stays in a core's cache. Belongs to one
/// tokenizer and one thread.
class PieceCache {
public:
  PieceCache() : entries(1 << kBits) {}

  struct Key {
    uint64_t low = 0, high = 0; // the bytes, and their number in the last
    bool operator==(const Key &) const = default;
  };
  static constexpr size_t kLongest = sizeof(Key) - 1;

  /// The key of a piece of at most kLongest bytes.
  static Key makeKey(std::string_view piece) {
    char bytes[sizeof(Key)] = {};
    std::memcpy(bytes, piece.data(), piece.size());
    bytes[kLongest] = char(piece.size());
    return std::bit_cast<Key>(bytes);
  }

  /// Empty if the piece is not known.
  std::span<const uint32_t> find(const Key &key) const {
    const Entry &entry = entries[placeOf(key)];
    if (entry.key != key)
      return {};
    return std::span(entry.tokens).first(entry.count);
  }

  void insert(const Key &key, std::span<const uint32_t> tokens) {
    if (tokens.size() > kMostTokens)
      return;
    Entry &entry = entries[placeOf(key)];
    entry.key = key;
    entry.count = tokens.size();
    std::copy(tokens.begin(), tokens.end(), entry.tokens.begin());
  }

private:
  static constexpr unsigned kBits = 15;
  static constexpr size_t kMostTokens = 3;
  struct Entry {
    Key key;
    std::array<uint32_t, kMostTokens> tokens;
    uint32_t count = 0;
  };

  static size_t placeOf(const Key &key) {
    return ((key.low ^ std::rotl(key.high, 29)) * 0x9e3779b97f4a7c15) >> (64 - kBits);
  }

  std::vector<Entry> entries;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_PIECECACHE_H
