//===- FoldedWords.h - the words that texts are compared by -----*- C++ -*-===//
//
// A word is a run of letters, digits and marks in small letters (Unicode's simple case folding), so
// that layout, punctuation and capitals make no difference. In scripts that do not divide words by
// spaces (Han, Kana, Thai, Khmer, ...: ICU says which) each character with its marks is a word.
//
// The classes of characters are Unicode 16.0's, folding and scripts those of the ICU that is
// linked; texts are expected in one normal form.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_FOLDEDWORDS_H
#define HEDDLE_RUNTIME_DATA_DEDUP_FOLDEDWORDS_H

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// What characters do that are neither of a word nor white space.
enum class Punctuation : uint8_t {
  Divides,  // "don't" is two words, as in datatrove
  Vanishes, // one, "dont", as in GPT-3 (Brown et al. 2020, appendix C)
};

/// Where a word is: bytes [begin, end) of its text.
struct FoldedWordSpan {
  uint64_t begin, end;
};

/// XXH3-64 of a folded word, a short one filled up with zeros to 16 bytes: no word has zeros in it.
uint64_t hashFoldedWord(std::string_view folded);

/// Finds the words of one text after the other. Belongs to one thread; keeps the longest text and
/// 24 bytes for each of its words.
///
/// Sixty-four bytes at a time are classified and folded as ASCII. Runs of ASCII letters and digits,
/// most words of most texts, are hashed where they stand; what else is between white space (or, if
/// punctuation divides, between punctuation) is read character by character.
class FoldedWords {
public:
  explicit FoldedWords(Punctuation punctuation);

  /// The hash of each word of `text`, until the next call.
  std::span<const uint64_t> scan(std::string_view text);

  /// Where the words of the last scan() are.
  std::span<const FoldedWordSpan> spans() const { return std::span(places).first(words); }

private:
  struct Block;
  void scanBlock(const Block &block);
  void addRun(uint64_t begin, uint64_t end, bool isPlain);
  void scanAscii(uint64_t begin, uint64_t end);
  void scanCharacters(uint64_t begin, uint64_t end);
  void addWord(const char *folded, size_t size, uint64_t begin, uint64_t end);

  Punctuation punctuation;
  const uint32_t *folds; // by code
  std::string_view text;
  std::vector<char> folded;                              // the text with small ASCII letters
  std::vector<char> word;                                // one that is not as it stands there
  bool inRun = false, runIsPlain = true, isAscii = true; // the text so far
  uint64_t runBegin = 0;
  std::vector<uint64_t> hashes;
  std::vector<FoldedWordSpan> places;
  size_t words = 0;
};

/// Whether `text` has `least` words, if punctuation divides; looks no further than needed.
bool hasWords(std::string_view text, uint32_t least);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_FOLDEDWORDS_H
