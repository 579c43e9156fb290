//===- WordTable.h - how probable a text's words are ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_WORDS_WORDTABLE_H
#define HEDDLE_RUNTIME_DATA_WORDS_WORDTABLE_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// The logarithms of the probabilities of words, from a table of frequencies (WordCounter).
///
/// As peS2o does it (Soldaini and Lo 2023, process_s2orc.py): the probability of a word is its
/// count over the count of all words, that of a word that is not listed (square root of the number
/// of listed words + 1) over the same. Other than there the logarithm is the natural one (theirs is
/// to the base 2: their limit of -20 is -13.86 here), and marks of punctuation are no words (there
/// each is an unknown one).
class WordTable {
public:
  /// Reads what WordCounter::formatTable wrote. `source` names the text in errors. Refuses whatever
  /// it would not write: lines out of order, what is no word, counts of more than the total.
  static runtime::Result<WordTable> parse(std::string_view text, const std::string &source);

  /// The mean over the words of the text of the natural logarithm of their probability; 0 for a
  /// text without words. Logarithms are multiples of 2^-20, so the sum is exact. Words are told
  /// apart by the high half of their hashes among the few that meet in a slot: one unknown word in
  /// 10^9 is taken for a listed one.
  double meanLogProbability(std::string_view text) const;

  /// Of a word in lower case.
  double logProbability(std::string_view word) const;

  size_t size() const { return words; }

private:
  struct Slot {
    uint32_t tag = 0;      // the high bits of the hash
    int32_t logarithm = 0; // in 2^-20; 0 if nothing is here
  };

  WordTable(uint64_t words, uint64_t total);
  void insert(uint64_t hash, uint64_t count);
  int32_t find(uint64_t hash) const;
  int32_t logarithmOf(double count) const;
  friend class WordTableReader;

  uint64_t words;
  double total;
  std::vector<Slot> slots; // by the low bits of the hash, at most half full
  int32_t unknown;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_WORDS_WORDTABLE_H
