//===- FoldedWords.cpp - the words that texts are compared by -------------------===//

#include "runtime/data/dedup/FoldedWords.h"

#include "runtime/data/text/UnicodeClasses.h"

#include <array>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

/// What a byte is: a letter or digit is itself, small; the others are below all of these.
enum ByteKind : uint8_t { kDivides, kVanishes, kWide, kLeastLetter };

constexpr std::array<uint8_t, 256> makeBytes(Punctuation punctuation) {
  std::array<uint8_t, 256> bytes{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    uint8_t classes = byte < 0x80 ? kAsciiClasses[byte] : 0;
    if (byte >= 0x80)
      bytes[byte] = kWide;
    else if (classes & (kLetter | kNumber))
      bytes[byte] = uint8_t(classes & kCapital ? byte + 'a' - 'A' : byte);
    else
      bytes[byte] =
          punctuation == Punctuation::Vanishes && !(classes & kSpace) ? kVanishes : kDivides;
  }
  return bytes;
}
constexpr std::array<uint8_t, 256> kDividing = makeBytes(Punctuation::Divides);
constexpr std::array<uint8_t, 256> kVanishing = makeBytes(Punctuation::Vanishes);

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

uint32_t foldOf(uint32_t code) {
  static const std::vector<uint32_t> folds = makeFolds();
  return folds[code];
}

char *appendUtf8(char *out, uint32_t code) {
  if (code < 0x80) {
    *out++ = char(code);
  } else if (code < 0x800) {
    *out++ = char(0xc0 | code >> 6);
    *out++ = char(0x80 | (code & 0x3f));
  } else {
    if (code < 0x10000) {
      *out++ = char(0xe0 | code >> 12);
    } else {
      *out++ = char(0xf0 | code >> 18);
      *out++ = char(0x80 | (code >> 12 & 0x3f));
    }
    *out++ = char(0x80 | (code >> 6 & 0x3f));
    *out++ = char(0x80 | (code & 0x3f));
  }
  return out;
}

} // namespace

/// Where scan() is, and the word that it is in.
struct FoldedWords::Cursor {
  std::string_view text;
  char *word; // its folded characters begin
  char *out;  // and end
  size_t at = 0;
  size_t begin = 0, end = 0; // of the word in the text
  bool isAlone = false;      // it takes marks only

  bool inWord() const { return out != word; }
  void beginAt(size_t place) {
    if (!inWord())
      begin = place;
  }
};

FoldedWords::FoldedWords(Punctuation punctuation)
    : punctuation(punctuation),
      ascii((punctuation == Punctuation::Divides ? kDividing : kVanishing).data()) {}

std::span<const uint64_t> FoldedWords::scan(std::string_view text) {
  // Folding makes three bytes of two at most; a word has a byte.
  if (folded.size() < text.size() * 3 / 2 + 4) {
    folded.resize(text.size() * 3 / 2 + 4);
    hashes.resize(text.size() + 1);
    places.resize(text.size() + 1);
  }
  words = 0;
  Cursor cursor{text, folded.data(), folded.data()};
  while (cursor.at < text.size()) {
    uint8_t kind = ascii[uint8_t(text[cursor.at])];
    if (kind >= kLeastLetter) {
      if (cursor.isAlone)
        finishWord(cursor);
      cursor.beginAt(cursor.at);
      do {
        *cursor.out++ = char(kind);
        ++cursor.at;
      } while (cursor.at < text.size() && (kind = ascii[uint8_t(text[cursor.at])]) >= kLeastLetter);
      cursor.end = cursor.at;
    } else if (kind == kWide) {
      scanWide(cursor);
    } else {
      ++cursor.at;
      if (kind == kDivides && cursor.inWord())
        finishWord(cursor);
    }
  }
  if (cursor.inWord())
    finishWord(cursor);
  return std::span(hashes).first(words);
}

void FoldedWords::scanWide(Cursor &cursor) {
  Char c = readWideChar(cursor.text, cursor.at);
  size_t begin = cursor.at;
  cursor.at += c.bytes;
  if (!c.is(kLetter | kNumber | kMark)) {
    if (cursor.inWord() && (punctuation == Punctuation::Divides || c.is(kSpace)))
      finishWord(cursor);
    return;
  }
  uint32_t fold = foldOf(c.code);
  bool isAlone = (fold & kAlone) && !c.is(kMark);
  if (cursor.inWord() && (isAlone || (cursor.isAlone && !c.is(kMark))))
    finishWord(cursor);
  cursor.beginAt(begin);
  cursor.isAlone |= isAlone;
  cursor.out = appendUtf8(cursor.out, fold & ~kAlone);
  cursor.end = cursor.at;
}

void FoldedWords::finishWord(Cursor &cursor) {
  hashes[words] = XXH3_64bits(cursor.word, size_t(cursor.out - cursor.word));
  places[words++] = {cursor.begin, cursor.end};
  cursor.out = cursor.word;
  cursor.isAlone = false;
}

bool hasWords(std::string_view text, uint32_t least) {
  uint32_t count = 0;
  bool inWord = false;
  for (size_t at = 0; at < text.size() && count < least;) {
    Char c = readChar(text, at);
    at += c.bytes;
    bool isOfWord = c.is(kLetter | kNumber | kMark);
    bool isAlone = c.code >= 0x80 && isOfWord && (foldOf(c.code) & kAlone) && !c.is(kMark);
    count += isOfWord && (!inWord || isAlone);
    inWord = isOfWord;
  }
  return count >= least;
}

} // namespace heddle::corpus
