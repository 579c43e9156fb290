//===- PhraseList.h - words and phrases to look for -------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_HARMFUL_PHRASELIST_H
#define HEDDLE_RUNTIME_DATA_HARMFUL_PHRASELIST_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// How much of a text is in phrases of a list.
struct PhraseCount {
  uint64_t words = 0;        // of the text
  uint64_t matched = 0;      // of them, in phrases
  size_t begin = 0, end = 0; // the bytes of the first phrase that was found

  double share() const { return words ? double(matched) / double(words) : 0; }
};

/// Phrases as sequences of whole words (WordScanner: in lower case; a letter of a script without
/// spaces and a symbol are words). What stands between the words of a phrase must stand there in
/// the text too, but for white space, hyphens and underscores: "foo bar" is in "Foo-bar" and
/// "foo\nbar", not in "foo, bar"; "x&y" is in "X & Y", not in "x. y".
class PhraseList {
public:
  static constexpr size_t kMaxWords = 16;

  /// Adds the phrases of a list, one a line; empty lines are none. This is the format of LDNOOBW
  /// and of most others. `source` names the list in errors: a line that is no UTF-8, has no words,
  /// or more than kMaxWords.
  runtime::Status add(std::string_view list, const std::string &source);

  /// Of phrases that overlap, the one that begins first counts, and of those the longest.
  PhraseCount count(std::string_view text) const;

  size_t size() const { return phrases.size(); }

private:
  struct Phrase {
    std::vector<uint64_t> words;   // hashes
    std::vector<std::string> gaps; // before all words but the first
  };

  void index();
  bool mayBegin(uint64_t hash) const { return starts[hash / 64 % kStarts] >> (hash % 64) & 1; }
  size_t matchAt(std::string_view text, size_t begin, uint64_t hash, uint64_t &words) const;

  std::vector<Phrase> phrases; // by first word, longest first
  // A bit set of the hashes of first words, small enough to stay in the nearest cache.
  static constexpr size_t kStarts = 1 << 10;
  std::vector<uint64_t> starts = std::vector<uint64_t>(kStarts);
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_HARMFUL_PHRASELIST_H
