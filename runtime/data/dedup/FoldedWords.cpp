//===- FoldedWords.cpp - the words that texts are compared by -------------===//

#include "runtime/data/dedup/FoldedWords.h"

#include "runtime/data/text/UnicodeClasses.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

//===----------------------------------------------------------------------===//
// Blocks of bytes
//===----------------------------------------------------------------------===//

constexpr size_t kBlock = 64;
using Bytes = uint8_t __attribute__((vector_size(kBlock)));
using Flags = bool __attribute__((ext_vector_type(kBlock)));

/// A bit for each byte.
struct BlockMasks {
  uint64_t plain; // ASCII letters and digits
  uint64_t wide;  // not ASCII
  uint64_t space; // ASCII white space
};

/// Bytes are compared, not characters: the same on every machine.
__attribute__((target_clones("avx512bw", "avx2", "default"))) BlockMasks foldBlock(const char *from,
                                                                                   char *to) {
  Bytes bytes;
  __builtin_memcpy(&bytes, from, kBlock);
  auto isUpper = bytes - 'A' < 26;
  Bytes small = bytes + ((Bytes)isUpper & 0x20);
  __builtin_memcpy(to, &small, kBlock);
  auto isPlain = (small - 'a' < 26) | (bytes - '0' < 10);
  auto isSpace = (bytes == ' ') | (bytes - '\t' < 5);
  auto isWide = bytes >= 0x80;
  return {std::bit_cast<uint64_t>(__builtin_convertvector(isPlain, Flags)),
          std::bit_cast<uint64_t>(__builtin_convertvector(isWide, Flags)),
          std::bit_cast<uint64_t>(__builtin_convertvector(isSpace, Flags))};
}

/// The bits below `bit` < 64.
uint64_t below(unsigned bit) { return (uint64_t(1) << bit) - 1; }

//===----------------------------------------------------------------------===//
// Characters
//===----------------------------------------------------------------------===//

constexpr uint32_t kAlone = 1u << 31; // the character is a word

/// By code: the character in small letters, and kAlone.
std::vector<uint32_t> makeFolds() {
  std::vector<uint32_t> folds(0x110000);
  for (uint32_t code = 0; code < folds.size(); ++code) {
    folds[code] = uint32_t(u_foldCase(UChar32(code), U_FOLD_CASE_DEFAULT));
    UErrorCode failure = U_ZERO_ERROR;
    if (code >= 0x80 && uscript_breaksBetweenLetters(uscript_getScript(UChar32(code), &failure)))
      folds[code] |= kAlone;
  }
  return folds;
}

const uint32_t *foldTable() {
  static const std::vector<uint32_t> folds = makeFolds();
  return folds.data();
}

bool isOfWord(const Char &c) { return c.is(kLetter | kNumber | kMark); }

char *appendUtf8(char *out, uint32_t code) {
  if (code < 0x80) {
    *out++ = char(code);
    return out;
  }
  if (code < 0x800) {
    *out++ = char(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      *out++ = char(0xe0 | code >> 12);
    } else {
      *out++ = char(0xf0 | code >> 18);
      *out++ = char(0x80 | (code >> 12 & 0x3f));
    }
    *out++ = char(0x80 | (code >> 6 & 0x3f));
  }
  *out++ = char(0x80 | (code & 0x3f));
  return out;
}

constexpr size_t kShortWord = 16;

/// Of 1 to kShortWord bytes at `word`, behind which kShortWord bytes may be read.
uint64_t hashShortWord(const char *word, size_t size) {
  uint64_t halves[2];
  std::memcpy(halves, word, kShortWord);
  uint64_t mask = ~uint64_t(0) >> (64 - 8 * (size & 7)) % 64;
  halves[0] = size >= 8 ? halves[0] : halves[0] & mask;
  halves[1] = size == 16 ? halves[1] : size > 8 ? halves[1] & mask : 0;
  return XXH3_64bits(halves, kShortWord);
}

} // namespace

uint64_t hashFoldedWord(std::string_view folded) {
  if (folded.size() > kShortWord)
    return XXH3_64bits(folded.data(), folded.size());
  char room[kShortWord] = {};
  std::memcpy(room, folded.data(), folded.size());
  return XXH3_64bits(room, kShortWord);
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

/// Bytes [begin, begin + 64) of the text: which belong to runs, and which of these are not plain.
struct FoldedWords::Block {
  uint64_t begin;
  uint64_t members, special;
};

FoldedWords::FoldedWords(Punctuation punctuation) : punctuation(punctuation), folds(foldTable()) {}

std::span<const uint64_t> FoldedWords::scan(std::string_view newText) {
  text = newText;
  if (folded.size() < text.size() + 2 * kBlock)
    folded.resize(text.size() + 2 * kBlock);
  words = 0;
  inRun = false;
  isAscii = true;
  for (uint64_t begin = 0; begin < text.size(); begin += kBlock) {
    char last[kBlock] = {};
    const char *from = text.data() + begin;
    if (text.size() - begin < kBlock)
      from = static_cast<char *>(std::memcpy(last, from, text.size() - begin));
    BlockMasks masks = foldBlock(from, folded.data() + begin);
    isAscii &= masks.wide == 0;
    bool divides = punctuation == Punctuation::Divides;
    uint64_t members = divides ? masks.plain | masks.wide : ~masks.space;
    if (from == last)
      members &= below(unsigned(text.size() - begin));
    scanBlock({begin, members, members & ~masks.plain});
  }
  if (inRun)
    addRun(runBegin, text.size(), runIsPlain);
  return std::span(hashes).first(words);
}

/// Runs begin and end where a bit of `members` is another than the one before.
void FoldedWords::scanBlock(const Block &block) {
  uint64_t edges = block.members ^ (block.members << 1 | uint64_t(inRun));
  if (inRun) {
    if (edges == 0) {
      runIsPlain &= block.special == 0;
      return;
    }
    unsigned end = unsigned(std::countr_zero(edges));
    edges &= edges - 1;
    addRun(runBegin, block.begin + end, runIsPlain && !(block.special & below(end)));
    inRun = false;
  }
  while (edges != 0) {
    unsigned begin = unsigned(std::countr_zero(edges));
    edges &= edges - 1;
    if (edges == 0) {
      inRun = true;
      runBegin = block.begin + begin;
      runIsPlain = (block.special >> begin) == 0;
      return;
    }
    unsigned end = unsigned(std::countr_zero(edges));
    edges &= edges - 1;
    addRun(block.begin + begin, block.begin + end, !(block.special & below(end) & ~below(begin)));
  }
}

void FoldedWords::addRun(uint64_t begin, uint64_t end, bool isPlain) {
  if (isPlain)
    addWord(folded.data() + begin, end - begin, begin, end);
  else if (isAscii)
    scanAscii(begin, end);
  else
    scanCharacters(begin, end);
}

/// A run with punctuation in it, which vanishes.
void FoldedWords::scanAscii(uint64_t begin, uint64_t end) {
  if (word.size() < end - begin + kShortWord)
    word.resize(end - begin + kShortWord);
  auto isPlain = [&](uint64_t at) {
    return (kAsciiClasses[uint8_t(folded[at])] & (kLetter | kNumber)) != 0;
  };
  while (begin < end && !isPlain(begin))
    ++begin;
  while (end > begin && !isPlain(end - 1))
    --end;
  size_t size = 0;
  for (uint64_t at = begin; at < end; ++at) {
    word[size] = folded[at];
    size += isPlain(at);
  }
  if (size > 0)
    addWord(word.data(), size, begin, end);
}

void FoldedWords::scanCharacters(uint64_t begin, uint64_t end) {
  // Folding makes three bytes of two at most.
  if (word.size() < (end - begin) * 3 / 2 + kShortWord)
    word.resize((end - begin) * 3 / 2 + kShortWord);
  char *out = word.data();
  uint64_t wordBegin = begin, wordEnd = begin;
  bool marksOnly = false; // the word is a character that is one alone
  auto finish = [&] {
    if (out != word.data())
      addWord(word.data(), size_t(out - word.data()), wordBegin, wordEnd);
    out = word.data();
    marksOnly = false;
  };
  for (uint64_t at = begin, next; at < end; at = next) {
    Char c = readChar(text, at);
    next = at + c.bytes;
    if (!isOfWord(c)) {
      if (punctuation == Punctuation::Divides || c.is(kSpace))
        finish();
      continue;
    }
    bool isAlone = !c.is(kMark) && (folds[c.code] & kAlone);
    if (isAlone || (marksOnly && !c.is(kMark)))
      finish();
    if (out == word.data())
      wordBegin = at;
    marksOnly |= isAlone;
    out = appendUtf8(out, folds[c.code] & ~kAlone);
    wordEnd = next;
  }
  finish();
}

/// Behind `folded` kShortWord bytes may be read.
void FoldedWords::addWord(const char *folded, size_t size, uint64_t begin, uint64_t end) {
  if (words == hashes.size()) {
    hashes.resize(2 * words + 256);
    places.resize(2 * words + 256);
  }
  hashes[words] = size <= kShortWord ? hashShortWord(folded, size) : XXH3_64bits(folded, size);
  places[words++] = {begin, end};
}

bool hasWords(std::string_view text, uint32_t least) {
  uint32_t count = 0;
  bool inWord = false, wasAlone = false;
  const uint32_t *folds = foldTable();
  for (size_t at = 0; at < text.size() && count < least;) {
    Char c = readChar(text, at);
    at += c.bytes;
    bool isWord = isOfWord(c), isMark = c.is(kMark);
    bool isAlone = isWord && !isMark && (folds[c.code] & kAlone);
    count += isWord && (!inWord || isAlone || (wasAlone && !isMark));
    inWord = isWord;
    wasAlone = isAlone || (wasAlone && isMark);
  }
  return count >= least;
}

} // namespace heddle::corpus
