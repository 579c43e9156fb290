//===- WordClasses.h - what the word splitter asks of characters -*- C++ -*-===//
//
// The classes are those of the regular expressions of spaCy 3.8 for English and of the punctuation
// of datatrove 0.10, by which published corpora were filtered; tools/word-rules made the tables.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_WORDCLASSES_H
#define HEDDLE_RUNTIME_DATA_TEXT_WORDCLASSES_H

#include <array>
#include <cstdint>

namespace heddle::runtime {

/// Sets of classes.
enum WordClass : uint16_t {
  kWordLetter = 1,             // of the scripts that spaCy knows
  kLowerLetter = 2,            // or of a script without case
  kUpperLetter = 4,            // or of a script without case
  kPrefix = 8,                 // cut off at the front of a word
  kSuffix = 16,                // cut off at the end of a word
  kIcon = 32,                  // cut out of a word: signs, emoji
  kQuote = 64,                 // quotation marks and wide brackets
  kBeforePeriod = 128,         // a period behind it ends the word
  kSymbol = 256,               // words of symbols alone do not count as words
  kPunctuation = 512,          // Unicode's P
  kSentenceEnd = 1024,         // where spaCy ends a sentence
  kTerminalPunctuation = 2048, // where FineWeb lets a line end
  kHyphen = 4096,              // divides compounds
  kInfix = 8192,               // may divide a word
};

/// Those of ASCII.
extern const std::array<uint16_t, 128> kAsciiWordClasses;

uint16_t wordClassesOfWide(uint32_t code);

/// The classes of a character; none for what is no character.
inline uint16_t wordClassesOf(uint32_t code) {
  return code < 128 ? kAsciiWordClasses[code] : wordClassesOfWide(code);
}

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_WORDCLASSES_H
