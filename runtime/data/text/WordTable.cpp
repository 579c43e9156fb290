//===- WordTable.cpp - the words of a text --------------------------------===//

#include "runtime/data/text/WordTable.h"

#include <algorithm>
#include <array>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heddle::runtime {

namespace {

/// Words up to this length are hashed by one path, without a branch on their length.
constexpr size_t kBlock = 16;

struct Block {
  char bytes[kBlock];
};

/// 16 bytes from `word` on, of which `bytes` are kept and the others are 0.
Block maskBlock(const char *word, size_t bytes) {
  static constexpr auto kMasks = [] {
    std::array<uint8_t, 2 * kBlock> masks{};
    std::fill(masks.begin(), masks.begin() + kBlock, 0xff);
    return masks;
  }();
  uint64_t low, high, lowMask, highMask;
  std::memcpy(&low, word, 8);
  std::memcpy(&high, word + 8, 8);
  std::memcpy(&lowMask, &kMasks[kBlock - bytes], 8);
  std::memcpy(&highMask, &kMasks[kBlock - bytes + 8], 8);
  low &= lowMask;
  high &= highMask;
  Block block;
  std::memcpy(block.bytes, &low, 8);
  std::memcpy(block.bytes + 8, &high, 8);
  return block;
}

/// The length is the seed: what is filled up with zeros differs from what holds them.
uint64_t hashBlock(const Block &block, size_t bytes) {
  return XXH3_64bits_withSeed(block.bytes, kBlock, bytes);
}

/// What the quick way for letters must not take: exceptions of letters, and of letters with one
/// mark behind them. By a part of the hash of the letters, so that some more are refused.
class ExceptionFilter {
public:
  enum : unsigned { kLettersAlone = 1, kWithMark = 2 };

  ExceptionFilter() {
    for (const auto &[text, parts] : WordExceptions::get().all()) {
      size_t length = 0;
      while (length < text.size() && uint8_t((text[length] | 0x20) - 'a') < 26)
        ++length;
      uint64_t hash = hashOfWord(std::string_view(text).substr(0, length));
      if (length == text.size())
        add(hash, kLettersAlone);
      else if (length + 1 == text.size())
        add(hash, kWithMark);
    }
  }
  /// Of which kinds there may be exceptions with these letters, a set.
  unsigned kindsOf(uint64_t hash) const {
    uint64_t place = hash >> (64 - kBits);
    return unsigned(kinds[place / 32] >> (place % 32 * 2)) & 3;
  }

private:
  void add(uint64_t hash, uint64_t kind) {
    uint64_t place = hash >> (64 - kBits);
    kinds[place / 32] |= kind << (place % 32 * 2);
  }

  static constexpr unsigned kBits = 15;
  std::array<uint64_t, (1 << kBits) / 32> kinds{};
};

const ExceptionFilter &exceptionFilter() {
  static const ExceptionFilter filter;
  return filter;
}

/// What may stand behind letters.
struct Mark {
  uint64_t hash = 0; // as a word
  bool isCut = false;
  bool isCutBehindSmall = false; // the period: "word." but not "U.S."
};

const std::array<Mark, 256> &markTable() {
  static const std::array<Mark, 256> marks = [] {
    std::array<Mark, 256> made;
    for (size_t i = 0; i < 128; ++i) {
      char c = char(i);
      bool isPeriod = c == '.';
      made[i] = {hashOfWord({&c, 1}), (kAsciiWordClasses[i] & kSuffix) || isPeriod, isPeriod};
    }
    return made;
  }();
  return marks;
}

WordFacts factsOf(std::string_view word) {
  WordFacts facts{hashOfWord(word), uint32_t(word.size()), 0, false, true};
  for (size_t at = 0; at < word.size(); ++facts.chars) {
    Char c = readChar(word, at);
    facts.isAlphabetic |= c.is(kLetter);
    facts.isSymbol &= (wordClassesOf(c.code) & kSymbol) != 0;
    at += c.bytes;
  }
  return facts;
}

} // namespace

uint64_t hashOfWord(std::string_view word) {
  if (word.size() > kBlock)
    return XXH3_64bits(word.data(), word.size());
  Block block{};
  word.copy(block.bytes, kBlock);
  return hashBlock(block, word.size());
}

void WordTable::makeRoom(size_t moreWords) {
  if (count + moreWords + 1 > words.size())
    words.resize(2 * (count + moreWords + 1));
}

/// Words whose text is in the buffer.
void WordTable::append(std::span<const WordFacts> facts) {
  makeRoom(facts.size());
  for (const WordFacts &word : facts) {
    Word &place = words[count++];
    place.hash = word.hash;
    words[count] = {0, place.begin + word.bytes, place.charsBefore + word.chars};
    alphabeticWords += word.isAlphabetic;
    nonSymbolWords += !word.isSymbol;
    charsOfNonSymbol += word.isSymbol ? 0 : word.chars;
  }
}

/// A chunk without any white space.
void WordTable::cut(std::string_view chunk) {
  cutWords.clear();
  uint32_t begin = 0;
  for (uint32_t end : splitter.split(chunk)) {
    cutWords.push_back(factsOf(chunk.substr(begin, end - begin)));
    begin = end;
  }
  chunk.copy(buffer.data() + words[count].begin, chunk.size());
  append(cutWords);
}

/// A chunk that may hold white space that is not ASCII's.
void WordTable::cutAtWideSpaces(std::string_view chunk) {
  size_t begin = 0;
  for (size_t at = 0; at < chunk.size();) {
    Char c = readChar(chunk, at);
    if (c.is(kSpace)) {
      cut(chunk.substr(begin, at - begin));
      begin = at + c.bytes;
    }
    at += c.bytes;
  }
  cut(chunk.substr(begin));
  if (begin > 0)
    cutWords.clear(); // are not all of the chunk's
}

void WordTable::addOther(std::string_view chunk) {
  size_t begin = size_t(chunk.data() - source.data());
  if (chunk.size() > ChunkCache::kLongest || begin + kBlock > source.size())
    return cutAtWideSpaces(chunk);
  ChunkCache::Key key = std::bit_cast<ChunkCache::Key>(maskBlock(chunk.data(), chunk.size()));
  key.high |= uint64_t(chunk.size()) << 56;
  if (std::span<const WordFacts> known = cache.find(key); !known.empty()) {
    std::memcpy(buffer.data() + words[count].begin, chunk.data(), kBlock);
    return append(known);
  }
  cutAtWideSpaces(chunk);
  cache.insert(key, cutWords);
}

/// Letters, with one mark behind them or none: nine of ten chunks of English. Writes one or two
/// words from `word` on; 0 if the chunk is not cut by that. One branch, so that a processor can
/// guess it.
[[gnu::always_inline]] inline size_t WordTable::addSimple(size_t begin, size_t end, Word *word) {
  static const ExceptionFilter &exceptions = exceptionFilter();
  static const std::array<Mark, 256> &marks = markTable();
  size_t letters = std::min(scan.countLetters(begin), end - begin);
  bool isMarked = end - begin > letters;
  if (letters - 1 >= kBlock - 1 || end - begin > letters + 1 || begin + kBlock > source.size())
    return 0;
  const char *text = source.data() + begin;
  uint64_t hash = hashBlock(maskBlock(text, letters), letters);
  const Mark &mark = marks[uint8_t(text[letters])];
  bool isMarkCut = mark.isCut & (!mark.isCutBehindSmall | ((text[letters - 1] & 0x20) != 0));
  unsigned kinds = exceptions.kindsOf(hash);
  if ((kinds & ExceptionFilter::kLettersAlone) |
      (isMarked & (!isMarkCut | ((kinds & ExceptionFilter::kWithMark) != 0))))
    return 0;
  std::memcpy(buffer.data() + word[0].begin, text, kBlock);
  uint32_t bytes = uint32_t(letters);
  word[0].hash = hash;
  word[1] = {mark.hash, word[0].begin + bytes, word[0].charsBefore + bytes};
  word[1 + isMarked].begin = word[0].begin + bytes + isMarked;
  word[1 + isMarked].charsBefore = word[0].charsBefore + bytes + isMarked;
  return 1 + isMarked;
}

void WordTable::addChunks() {
  std::span<const uint32_t> bounds = scan.bounds();
  size_t simpleWords = 0, simpleLetters = 0;
  for (size_t i = 0; i < bounds.size(); i += 2) {
    size_t begin = bounds[i], end = bounds[i + 1];
    longestChunkBytes = std::max(longestChunkBytes, end - begin);
    makeRoom(2);
    size_t added = addSimple(begin, end, &words[count]);
    if (added == 0) {
      addOther(source.substr(begin, end - begin));
      continue;
    }
    count += added;
    ++simpleWords;
    simpleLetters += end - begin + 1 - added;
  }
  alphabeticWords += simpleWords;
  nonSymbolWords += simpleWords;
  charsOfNonSymbol += simpleLetters;
}

void WordTable::assign(std::string_view text) {
  source = text;
  scan.assign(text);
  buffer.resize(std::max(buffer.size(), text.size() + 2 * kBlock));
  count = 0;
  makeRoom(0);
  words[0] = {0, 0, 0};
  alphabeticWords = nonSymbolWords = 0;
  charsOfNonSymbol = 0;
  longestChunkBytes = 0;
  addChunks();
}

} // namespace heddle::runtime
