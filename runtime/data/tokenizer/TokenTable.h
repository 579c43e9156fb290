//===- TokenTable.h - from bytes to the token they are ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENTABLE_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENTABLE_H

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include <xxhash.h>

namespace heddle::runtime {

/// A hash table of tokens by their bytes, which it does not copy: open addressing, at most half
/// full, and a tag per place, so that what is no token is mostly seen without reading any bytes.
class TokenTable {
public:
  static constexpr uint32_t kNone = ~uint32_t(0);

  /// Room for `count` tokens.
  explicit TokenTable(size_t count = 0)
      : places(std::bit_ceil(2 * count + 2)), mask(places.size() - 1) {}

  /// `tokens` are the bytes by id, in every call the same. The bytes must not be known yet.
  void insert(std::span<const std::string> tokens, uint32_t id) {
    uint64_t hash = hashOf(tokens[id]);
    size_t at = hash & mask;
    while (places[at].id != kNone)
      at = (at + 1) & mask;
    places[at] = {uint32_t(hash >> 32), id};
  }

  /// kNone if `bytes` are no token.
  uint32_t find(std::span<const std::string> tokens, std::string_view bytes) const {
    uint64_t hash = hashOf(bytes);
    for (size_t at = hash & mask; places[at].id != kNone; at = (at + 1) & mask)
      if (places[at].tag == uint32_t(hash >> 32) && tokens[places[at].id] == bytes)
        return places[at].id;
    return kNone;
  }

private:
  struct Place {
    uint32_t tag = 0, id = kNone;
  };

  static uint64_t hashOf(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

  std::vector<Place> places;
  size_t mask;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENTABLE_H
