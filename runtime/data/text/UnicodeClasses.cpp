//===- UnicodeClasses.cpp - what pre-tokenizers ask of characters ---------===//

#include "runtime/data/text/UnicodeClasses.h"

#include <vector>

namespace heddle::runtime {

namespace {

constexpr uint32_t kCodes = 0x110000;

/// Characters first..last; with kAlternating the case of each is the other than that of the one
/// before, as in "ĀāĂă".
struct Range {
  uint32_t first, last;
  uint8_t classes;
};
constexpr uint8_t kAlternating = 128;

constexpr Range kRanges[] = {
#include "runtime/data/text/UnicodeClasses.inc"
};

/// By code: a lookup is one load, and the pages of a text's scripts stay in the cache.
std::vector<uint8_t> makeTable() {
  std::vector<uint8_t> table(kCodes);
  for (const Range &range : kRanges) {
    uint8_t classes = range.classes & ~kAlternating;
    for (uint32_t code = range.first; code <= range.last; ++code) {
      table[code] = classes;
      if (range.classes & kAlternating)
        classes ^= kCapital | kSmall;
    }
  }
  return table;
}

uint8_t classesOf(uint32_t code) {
  static const std::vector<uint8_t> table = makeTable();
  return table[code];
}

/// How many bytes a first byte above ASCII announces; 0 if it begins nothing.
unsigned lengthOf(uint8_t lead) {
  if (lead >= 0xc2 && lead < 0xe0)
    return 2;
  if (lead >= 0xe0 && lead < 0xf0)
    return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/// False for what more bytes than needed say, surrogates, and codes beyond the last.
bool isValid(uint32_t code, unsigned length) {
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  return code >= kLeast[length] && code < kCodes && (code < 0xd800 || code >= 0xe000);
}

} // namespace

Char readWideChar(std::string_view text, size_t at) {
  uint8_t lead = text[at];
  constexpr Char kInvalid{kInvalidCode, 0, 1};
  unsigned length = lengthOf(lead);
  if (length == 0 || at + length > text.size())
    return kInvalid;
  uint32_t code = lead & (0x7f >> length);
  for (unsigned i = 1; i < length; ++i) {
    uint8_t byte = text[at + i];
    if ((byte & 0xc0) != 0x80)
      return kInvalid;
    code = code << 6 | (byte & 0x3f);
  }
  if (!isValid(code, length))
    return kInvalid;
  return {code, classesOf(code), uint8_t(length)};
}

} // namespace heddle::runtime
