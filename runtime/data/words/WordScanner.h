//===- WordScanner.h - the words of a text, in lower case -------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_WORDS_WORDSCANNER_H
#define HEDDLE_RUNTIME_DATA_WORDS_WORDSCANNER_H

#include "runtime/data/text/UnicodeClasses.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::corpus {

/// Walks over the words of a text. A word is
///  * a run of letters, marks and numbers; an apostrophe (' or U+2019, read as ') between two
///    letters belongs to it: "don't" is one word, "'tis'" is "tis";
///  * or one letter with its marks, of a script that is written without spaces (Han, Kana, Thai,
///    Lao, Khmer, Myanmar);
///  * or one symbol, an emoji say (category So), without its marks.
/// Everything else, bytes that are no UTF-8 too, stands between words. Words are in lower case,
/// letter by letter (Unicode's simple mapping); nothing is normalised.
///
///   WordScanner words(text);
///   while (words.next())
///     use(words.word());
class WordScanner {
public:
  /// `text` outlives the scanner.
  explicit WordScanner(std::string_view text) : text(text) {}
  WordScanner(const WordScanner &) = delete;
  WordScanner &operator=(const WordScanner &) = delete;

  /// Goes to the next word; false if there is none.
  bool next();

  /// The word in lower case; valid until next().
  std::string_view word() const { return {buffer, length}; }
  /// hashWord of word().
  uint64_t hash() const { return hashed; }

  /// Lets next() look from byte `offset` on, which is the end of a word.
  void continueAt(size_t offset) { at = offset; }

  /// Where the word stands in the text, in bytes.
  size_t begin() const { return first; }
  size_t end() const { return at; }

private:
  bool findStart();
  bool scanShort();
  void scanAscii();
  void scanRun();
  bool scanWide();
  void scanSingle(runtime::Char c);
  bool joins(size_t apostrophe) const;
  void append(runtime::Char c);
  void grow(size_t bytes);

  static constexpr size_t kShort = 64;

  std::string_view text;
  size_t at = 0, first = 0;
  uint64_t hashed = 0;
  char shortBuffer[kShort]; // of nearly every word
  std::string longBuffer;
  char *buffer = shortBuffer;
  size_t length = 0, room = kShort;
  bool afterLetter = false; // what was appended last
};

/// XXH3, with the seed 0, of a word filled up with zero bytes to a multiple of 16: nearly all words
/// are hashed by the same instructions then, without a branch on their length.
uint64_t hashWord(std::string_view word);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_WORDS_WORDSCANNER_H
