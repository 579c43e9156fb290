//===- FoldedWords.h - the words that texts are compared by -----------*- C++ -*-===//
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

/// Finds the words of one text after the other. Belongs to one thread.
class FoldedWords {
public:
  explicit FoldedWords(Punctuation punctuation);

  /// XXH3-64 of each word of `text`, until the next call.
  std::span<const uint64_t> scan(std::string_view text);

  /// Where the words of the last scan() are.
  std::span<const FoldedWordSpan> spans() const { return std::span(places).first(words); }

private:
  struct Cursor;
  void scanWide(Cursor &cursor);
  void finishWord(Cursor &cursor);

  Punctuation punctuation;
  const uint8_t *ascii; // what each byte is
  std::vector<char> folded;
  std::vector<uint64_t> hashes;
  std::vector<FoldedWordSpan> places;
  size_t words = 0;
};

/// Whether `text` has `least` words; looks no further than needed.
bool hasWords(std::string_view text, uint32_t least);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_FOLDEDWORDS_H
