//===- WordClasses.cpp - what the word splitter asks of characters --------===//

#include "runtime/data/text/WordClasses.h"

#include <algorithm>
#include <vector>

namespace heddle::runtime {

namespace {

struct Range {
  uint32_t first, last;
  uint16_t classes;
};

constexpr Range kRanges[] = {
#include "runtime/data/text/WordClasses.inc"
};

constexpr uint32_t kCodes = 0x110000;

/// By code: a lookup is one load, and the pages of a text's scripts stay in the cache.
std::vector<uint16_t> makeTable() {
  std::vector<uint16_t> table(kCodes);
  for (const Range &range : kRanges)
    std::fill(table.begin() + range.first, table.begin() + range.last + 1, range.classes);
  return table;
}

constexpr std::array<uint16_t, 128> makeAsciiTable() {
  std::array<uint16_t, 128> table{};
  for (const Range &range : kRanges)
    for (uint32_t code = range.first; code <= range.last && code < 128; ++code)
      table[code] = range.classes;
  return table;
}

} // namespace

constinit const std::array<uint16_t, 128> kAsciiWordClasses = makeAsciiTable();

uint16_t wordClassesOfWide(uint32_t code) {
  static const std::vector<uint16_t> table = makeTable();
  return code < kCodes ? table[code] : 0;
}

} // namespace heddle::runtime
