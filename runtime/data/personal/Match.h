//===- Match.h - places of a text and kinds of its bytes --------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_PERSONAL_MATCH_H
#define HEDDLE_RUNTIME_DATA_PERSONAL_MATCH_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace heddle::corpus {

/// Bytes begin to end of a text.
struct Match {
  size_t begin, end;
};

inline bool isDigit(char c) { return c >= '0' && c <= '9'; }
inline bool isLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
inline bool isHexDigit(char c) { return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/// What identifiers are made of.
inline bool isNameChar(char c) { return isDigit(c) || isLetter(c) || c == '_'; }

/// The byte at `at`, or 0 outside of the text: before the first byte too, where `at` wraps around.
inline char charAt(std::string_view text, size_t at) { return at < text.size() ? text[at] : '\0'; }

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_PERSONAL_MATCH_H
