//===- Ascii.h - names in protocols and markup ------------------*- C++ -*-===//
//
// Case and spaces of ASCII alone, whatever the locale is.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_ASCII_H
#define HEDDLE_RUNTIME_DATA_TEXT_ASCII_H

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace heddle::corpus {

constexpr char toLower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }
constexpr bool isAsciiLetter(char c) { return toLower(c) >= 'a' && toLower(c) <= 'z'; }
/// The white space of HTML.
constexpr bool isAsciiSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

inline bool equalsIgnoringCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, toLower, toLower);
}
inline bool startsIgnoringCase(std::string_view text, std::string_view start) {
  return equalsIgnoringCase(text.substr(0, start.size()), start);
}

/// Where `word` stands in `text` at or behind `from`; npos if nowhere. `word` is not empty.
inline size_t findIgnoringCase(std::string_view text, std::string_view word, size_t from) {
  for (size_t at = from; at + word.size() <= text.size(); ++at)
    if (toLower(text[at]) == toLower(word[0]) && startsIgnoringCase(text.substr(at), word))
      return at;
  return std::string_view::npos;
}

inline std::string_view trim(std::string_view text) {
  while (!text.empty() && isAsciiSpace(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && isAsciiSpace(text.back()))
    text.remove_suffix(1);
  return text;
}

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TEXT_ASCII_H
