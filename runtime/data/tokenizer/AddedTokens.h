//===- AddedTokens.h - added tokens in a text -------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_ADDEDTOKENS_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_ADDEDTOKENS_H

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::runtime {

/// Finds tokens by their content: the leftmost, of those at one place the longest.
class AddedTokens {
public:
  struct Found {
    size_t begin, end;
    uint32_t id;
    bool isSpecial;
  };

  /// `content` must not be empty.
  void add(std::string content, uint32_t id, bool isSpecial);
  bool isEmpty() const { return firstBytes.empty(); }
  /// All of them are special ones.
  bool isSpecial() const { return !hasOthers; }
  /// The first one that begins at `from` or after.
  std::optional<Found> find(std::string_view text, size_t from) const;

private:
  struct Token {
    std::string content;
    uint32_t id;
    bool isSpecial;
  };

  size_t findFirstByte(std::string_view text, size_t from) const;

  std::array<std::vector<Token>, 256> byFirst; // byte; the longest first
  std::string firstBytes;
  bool hasOthers = false;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_ADDEDTOKENS_H
