//===- UnicodeClasses.h - what pre-tokenizers ask of characters -*- C++ -*-===//
//
// The classes of UnicodeClasses.inc are those of Unicode 16.0 as tiktoken 0.14 sees them: libraries
// lag behind by some thousand characters, and a token must be the same everywhere.
// tools/unicode-classes made the file.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_UNICODECLASSES_H
#define HEDDLE_RUNTIME_DATA_TEXT_UNICODECLASSES_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heddle::runtime {

/// Sets of classes, by the names of their Unicode properties.
enum CharClass : uint8_t {
  kLetter = 1,   // L
  kNumber = 2,   // N
  kSpace = 4,    // White_Space
  kMark = 8,     // M
  kCapital = 16, // Lu, Lt
  kSmall = 32,   // Ll
};

/// One character of a UTF-8 text.
struct Char {
  uint32_t code;   // a byte that is no UTF-8 is kInvalidCode
  uint8_t classes; // a set of CharClass, empty for what is invalid
  uint8_t bytes;   // in the text, at least 1

  bool is(uint8_t any) const { return classes & any; }
};

constexpr uint32_t kInvalidCode = 0xffffffff;

/// Those of ASCII, which most texts mostly are: seen without a call.
constexpr std::array<uint8_t, 128> kAsciiClasses = [] {
  std::array<uint8_t, 128> classes{};
  for (char c = '\t'; c <= '\r'; ++c)
    classes[c] = kSpace;
  classes[' '] = kSpace;
  for (char c = '0'; c <= '9'; ++c)
    classes[c] = kNumber;
  for (char c = 'A'; c <= 'Z'; ++c)
    classes[c] = kLetter | kCapital;
  for (char c = 'a'; c <= 'z'; ++c)
    classes[c] = kLetter | kSmall;
  return classes;
}();

Char readWideChar(std::string_view text, size_t at);

/// The character at byte `at` < text.size(). Surrogates, overlong forms and bytes out of place are
/// invalid characters of one byte each.
inline Char readChar(std::string_view text, size_t at) {
  uint8_t lead = text[at];
  return lead < 0x80 ? Char{lead, kAsciiClasses[lead], 1} : readWideChar(text, at);
}

/// `text` is UTF-8 throughout.
inline bool isUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    Char c = readChar(text, at);
    if (c.code == kInvalidCode)
      return false;
    at += c.bytes;
  }
  return true;
}

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_UNICODECLASSES_H
