//===- WordAffixes.cpp - what is cut off words ----------------------------===//

#include "runtime/data/text/WordAffixes.h"

#include <algorithm>
#include <unordered_set>

namespace heddle::runtime {

namespace {

constexpr uint32_t kEllipsis = 0x2026, kApostrophe = 0x2019, kDegree = 0xb0;

/// Of units of measure and currencies, cut off behind a digit.
bool isUnit(std::string_view text) {
  static const std::unordered_set<std::string_view> units = {
#include "runtime/data/text/WordUnits.inc"
  };
  return units.count(text);
}
constexpr size_t kLongestUnit = 5; // characters

/// The dots from `at` on.
size_t countDots(const Chunk &chunk, size_t at, size_t end) {
  size_t count = 0;
  while (at + count < end && chunk.code(at + count) == '.')
    ++count;
  return count;
}

size_t countLastDots(const Chunk &chunk, size_t begin, size_t end) {
  size_t count = 0;
  while (end - count > begin && chunk.code(end - count - 1) == '.')
    ++count;
  return count;
}

/// US$, C$, A$.
size_t dollarLength(const Chunk &chunk, size_t begin, size_t end) {
  std::string_view text = chunk.text(begin, std::min(begin + 3, end));
  if (text == "US$")
    return 3;
  return text.starts_with("C$") || text.starts_with("A$") ? 2 : 0;
}

/// One that ends the text before `end`, behind a digit.
size_t unitLength(const Chunk &chunk, size_t begin, size_t end) {
  size_t at = end;
  while (at > begin && !chunk.isDigit(at - 1) && end - at <= kLongestUnit)
    --at;
  bool isBehindDigit = at > begin && chunk.isDigit(at - 1);
  return isBehindDigit && at < end && isUnit(chunk.text(at, end)) ? end - at : 0;
}

/// The s of a genitive.
size_t genitiveLength(const Chunk &chunk, size_t begin, size_t end) {
  if (end - begin < 2 || (chunk.code(end - 1) | 0x20) != 's')
    return 0;
  uint32_t before = chunk.code(end - 2);
  return before == '\'' || before == kApostrophe ? 2 : 0;
}

/// "word." but neither "J." nor "U.S."; and the temperature in "20 °C.".
bool endsInPeriod(const Chunk &chunk, size_t begin, size_t end) {
  if (end - begin < 2 || chunk.code(end - 1) != '.')
    return false;
  if (chunk.is(end - 2, kBeforePeriod))
    return true;
  if (end - begin < 3)
    return false;
  if (chunk.is(end - 2, kUpperLetter) && chunk.is(end - 3, kUpperLetter))
    return true;
  uint32_t scale = chunk.code(end - 2) | 0x20;
  return chunk.code(end - 3) == kDegree && (scale == 'f' || scale == 'c' || scale == 'k');
}

/// The run of hyphens that divides a compound: one of - – — ~, two or three -, or two —.
size_t hyphenLength(const Chunk &chunk, size_t at, size_t end) {
  auto dividesBefore = [&](size_t next) { return next < end && chunk.is(next, kWordLetter); };
  auto repeats = [&](size_t count) {
    return at + count <= end &&
           std::all_of(&chunk[at], &chunk[at] + count,
                       [&](const Chunk::Letter &c) { return c.code == chunk.code(at); });
  };
  if (dividesBefore(at + 1))
    return 1;
  bool isLong = chunk.code(at) == 0x2014;
  for (size_t count : {2, 3})
    if ((chunk.code(at) == '-' || (isLong && count == 2)) && repeats(count) &&
        dividesBefore(at + count))
      return count;
  return 0;
}

bool isOneOf(uint32_t code, std::string_view set) {
  return code < 0x80 && set.find(char(code)) != set.npos;
}

} // namespace

size_t prefixLength(const Chunk &chunk, size_t begin, size_t end) {
  if (begin >= end)
    return 0;
  if (chunk.is(begin, kPrefix))
    return 1;
  switch (chunk.code(begin)) {
  case '+':
    return begin + 1 == end || !chunk.isDigit(begin + 1);
  case '.': {
    size_t dots = countDots(chunk, begin, end);
    return dots > 1 ? dots : 0;
  }
  case 'U':
  case 'C':
  case 'A':
    return dollarLength(chunk, begin, end);
  }
  return 0;
}

size_t suffixLength(const Chunk &chunk, size_t begin, size_t end) {
  if (begin >= end)
    return 0;
  if (size_t length = unitLength(chunk, begin, end))
    return length;
  if (size_t length = genitiveLength(chunk, begin, end))
    return length;
  uint32_t last = chunk.code(end - 1);
  if (last == '.') {
    size_t dots = countLastDots(chunk, begin, end);
    return dots > 1 ? dots : endsInPeriod(chunk, begin, end);
  }
  if (last == kEllipsis)
    return 1 + (end - begin > 1 && chunk.code(end - 2) == kEllipsis);
  if (last == '+')
    return end - begin > 1 && chunk.isDigit(end - 2);
  return chunk.is(end - 1, kSuffix);
}

size_t infixLength(const Chunk &chunk, size_t begin, size_t at, size_t end) {
  uint32_t code = chunk.code(at);
  if (code == kEllipsis || chunk.is(at, kIcon))
    return 1;
  if (code == '.')
    if (size_t dots = countDots(chunk, at, end); dots > 1)
      return dots;
  if (at == begin || at + 1 >= end)
    return 0;
  uint16_t before = chunk[at - 1].words, after = chunk[at + 1].words;
  bool isDigitBefore = chunk.isDigit(at - 1);
  if (isDigitBefore && isOneOf(code, "+-*^") &&
      (chunk.isDigit(at + 1) || chunk.code(at + 1) == '-'))
    return 1;
  if (code == '.')
    return (before & (kLowerLetter | kQuote)) && (after & (kUpperLetter | kQuote));
  if (code == ',')
    return (before & after & kWordLetter) != 0;
  if (!isDigitBefore && !(before & kWordLetter))
    return 0;
  if (chunk.is(at, kHyphen))
    return hyphenLength(chunk, at, end);
  return isOneOf(code, ":<>=/") && (after & kWordLetter);
}

} // namespace heddle::runtime
