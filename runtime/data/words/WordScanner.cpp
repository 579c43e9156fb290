//===- WordScanner.cpp - the words of a text, in lower case ---------------===//

#include "runtime/data/words/WordScanner.h"

#include <algorithm>
#include <bit>
#include <cstring>

#define XXH_INLINE_ALL
#include <unicode/uchar.h>
#include <xxhash.h>

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

constexpr uint8_t kInWord = kLetter | kNumber | kMark;

bool isAsciiWord(uint8_t byte) { return byte < 0x80 && kAsciiClasses[byte] & kInWord; }

/// Letters of scripts whose words are not set apart.
bool isSpaceless(Char c) {
  struct Range {
    uint32_t first, last;
  };
  constexpr Range kRanges[] = {
      {0x0e00, 0x0eff}, {0x1000, 0x109f}, {0x1780, 0x17ff}, {0x3005, 0x3007}, {0x3041, 0x30ff},
      {0x31f0, 0x31ff}, {0x3400, 0x9fff}, {0xf900, 0xfaff}, {0xff66, 0xff9f}, {0x20000, 0x3ffff},
  };
  return c.is(kLetter) && c.code >= kRanges[0].first && std::ranges::any_of(kRanges, [&](Range r) {
           return c.code >= r.first && c.code <= r.last;
         });
}

bool isSymbol(Char c) {
  return c.classes == 0 && c.code >= 0x80 && c.code != kInvalidCode &&
         u_charType(UChar32(c.code)) == U_OTHER_SYMBOL;
}

bool isApostrophe(Char c) { return c.code == '\'' || c.code == 0x2019; }

static_assert(std::endian::native == std::endian::little, "the first byte is the lowest one");

/// Eight bytes of text in lower case, and how many of them, from the first on, are ASCII letters
/// and digits.
struct Chunk {
  uint64_t lower;
  size_t count;
};

/// Each byte is compared by an addition that carries into its highest bit.
Chunk readChunk(uint64_t bytes) {
  constexpr uint64_t kEach = 0x0101010101010101, kHigh = 0x80 * kEach;
  uint64_t low = bytes & ~kHigh, small = low | 0x20 * kEach;
  uint64_t letters = (small + (0x80 - 'a') * kEach) & ~(small + (0x80 - 'z' - 1) * kEach);
  uint64_t digits = (low + (0x80 - '0') * kEach) & ~(low + (0x80 - '9' - 1) * kEach);
  uint64_t others = ~((letters | digits) & ~bytes) & kHigh;
  letters &= ~bytes & kHigh;
  return {bytes | letters >> 2, others ? size_t(std::countr_zero(others)) / 8 : 8};
}

constexpr size_t kBlock = 16;

/// `bytes` has zeros up to the end of its last block.
uint64_t hashBlocks(const char *bytes, size_t size) {
  if (size <= kBlock)
    return XXH3_64bits(bytes, kBlock);
  return XXH3_64bits(bytes, (size + kBlock - 1) / kBlock * kBlock);
}

} // namespace

uint64_t hashWord(std::string_view word) {
  std::string padded(word);
  padded.resize(word.size() + kBlock);
  return hashBlocks(padded.data(), word.size());
}

void WordScanner::grow(size_t bytes) {
  if (length + bytes <= room)
    return;
  std::string larger(2 * (length + bytes), '\0');
  std::memcpy(larger.data(), buffer, length);
  longBuffer = std::move(larger);
  buffer = longBuffer.data();
  room = longBuffer.size();
}

/// Appends the ASCII letters and digits at `at`.
void WordScanner::scanAscii() {
  size_t count = 8;
  while (count == 8) {
    uint64_t bytes = 0;
    size_t left = text.size() - at;
    if (left >= 8)
      std::memcpy(&bytes, text.data() + at, 8);
    else
      std::memcpy(&bytes, text.data() + at, left); // zeros end the word
    Chunk chunk = readChunk(bytes);
    grow(8);
    std::memcpy(buffer + length, &chunk.lower, 8);
    count = chunk.count;
    length += count;
    at += count;
  }
  if (length > 0 && uint8_t(buffer[length - 1]) < 0x80)
    afterLetter = buffer[length - 1] >= 'a';
}

void WordScanner::append(Char c) {
  uint32_t code = c.is(kCapital) ? uint32_t(u_tolower(UChar32(c.code))) : c.code;
  grow(4);
  auto put = [&](uint32_t byte) { buffer[length++] = char(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
  at += c.bytes;
  afterLetter = !c.is(kNumber);
}

/// True if the character after the apostrophe continues the word before it.
bool WordScanner::joins(size_t apostrophe) const {
  if (!afterLetter || apostrophe >= text.size())
    return false;
  Char c = readChar(text, apostrophe);
  return c.is(kLetter) && !isSpaceless(c);
}

/// Appends the character at `at` if it continues the word and is no ASCII letter or digit.
bool WordScanner::scanWide() {
  if (at >= text.size())
    return false;
  uint8_t byte = text[at];
  if (byte < 0x80 && byte != '\'')
    return false;
  Char c = readChar(text, at);
  if (isApostrophe(c) && joins(at + c.bytes)) {
    grow(1);
    buffer[length++] = '\'';
    at += c.bytes;
    return true;
  }
  if (!c.is(kInWord) || isSpaceless(c))
    return false;
  append(c);
  return true;
}

void WordScanner::scanRun() {
  do
    scanAscii();
  while (scanWide());
}

/// A letter of a spaceless script with its marks, or a symbol without them.
void WordScanner::scanSingle(Char c) {
  bool keepMarks = c.is(kLetter);
  append(c);
  while (at < text.size()) {
    Char mark = readChar(text, at);
    if (!mark.is(kMark))
      return;
    if (keepMarks)
      append(mark);
    else
      at += mark.bytes;
  }
}

/// Moves `at` to the next word, true if there is one.
bool WordScanner::findStart() {
  while (at < text.size()) {
    uint8_t byte = text[at];
    if (byte < 0x80) {
      if (isAsciiWord(byte))
        return true;
      ++at;
      continue;
    }
    Char c = readChar(text, at);
    if (c.is(kInWord) || isSymbol(c))
      return true;
    at += c.bytes;
  }
  return false;
}

/// The usual case, an ASCII word of less than eight letters: true if it is one.
bool WordScanner::scanShort() {
  if (text.size() - at < 8)
    return false;
  uint64_t bytes;
  std::memcpy(&bytes, text.data() + at, 8);
  Chunk chunk = readChunk(bytes);
  size_t count = chunk.count;
  if (count == 0 || count == 8)
    return false;
  uint8_t after = text[at + count];
  if (after >= 0x80 || after == '\'')
    return false;
  uint64_t block[2] = {chunk.lower & ~(~uint64_t(0) << 8 * count), 0};
  std::memcpy(buffer, block, 8);
  length = count;
  at += count;
  hashed = XXH3_64bits(block, sizeof block);
  return true;
}

bool WordScanner::next() {
  length = 0;
  if (!findStart())
    return false;
  first = at;
  if (scanShort())
    return true;
  Char c = readChar(text, at);
  if (isSpaceless(c) || isSymbol(c))
    scanSingle(c);
  else
    scanRun();
  grow(kBlock);
  std::memset(buffer + length, 0, kBlock);
  hashed = hashBlocks(buffer, length);
  return true;
}

} // namespace heddle::corpus
