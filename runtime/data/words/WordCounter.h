//===- WordCounter.h - how often each word occurs ---------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_WORDS_WORDCOUNTER_H
#define HEDDLE_RUNTIME_DATA_WORDS_WORDCOUNTER_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// Which words a table of frequencies gets.
struct WordTableLimits {
  uint64_t minCount = 2;
  uint64_t maxWords = 1 << 20;
};

/// Longer words (bytes, in lower case) are counted as words of the text but never listed: they are
/// encoded data and words that ran together.
constexpr size_t kMaxWordBytes = 64;

/// Counts the words (WordScanner) of texts, exactly, in about 60 bytes per different word. Belongs
/// to one thread; the counters of several are merged.
class WordCounter {
public:
  WordCounter();

  void add(std::string_view text);
  void merge(const WordCounter &other);

  /// Of all words, those too long to be listed too.
  uint64_t getTotal() const { return total; }

  /// The table as text, which WordTable reads:
  ///   #heddle-words 1 total=<all words> words=<listed words>
  ///   the<TAB>5122
  /// the most frequent word first, equally frequent ones by their bytes. It depends on the texts
  /// alone, not on their order.
  std::string formatTable(const WordTableLimits &limits = {}) const;

private:
  struct Entry {
    uint64_t hash, count, begin;
    uint32_t length;
  };

  std::string_view wordOf(const Entry &entry) const {
    return std::string_view(bytes).substr(entry.begin, entry.length);
  }
  void count(std::string_view word, uint64_t hash, uint64_t by);
  void growSlots();

  uint64_t total = 0;
  std::vector<Entry> entries;
  std::vector<uint32_t> slots; // numbers of entries + 1 by hash, at most half full
  std::string bytes;           // of the words
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_WORDS_WORDCOUNTER_H
