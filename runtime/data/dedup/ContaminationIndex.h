//===- ContaminationIndex.h - the items, by their runs of words -*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONINDEX_H
#define HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONINDEX_H

#include "runtime/data/dedup/BenchmarkItems.h"
#include "runtime/data/dedup/Shingles.h"

namespace heddle::corpus {

/// Says which parameter of a decontamination makes no sense.
runtime::Status checkOptions(const Decontamination &options);

/// What documents are compared with; about 60 bytes for a word of the items. Read by any number of
/// threads.
///
/// Words are GPT-3's: small letters, punctuation stripped, divided by white space. An item of fewer
/// words than `ngram` or `share_ngram` has one such run, the whole of it; one of fewer than
/// `min_item_words` is not looked for.
class ContaminationIndex {
public:
  /// `options` has passed checkOptions.
  ContaminationIndex(const Decontamination &options, std::vector<BenchmarkItem> items);

  const Decontamination &options() const { return parameters; }
  const std::vector<BenchmarkItem> &items() const { return texts; }
  bool isCompared(uint32_t item) const { return wordsOf(item).size() > 0; }

  /// Hashes of an item's words; none if it is not looked for.
  std::span<const uint64_t> wordsOf(uint32_t item) const { return slice(words, wordBegins, item); }

  /// Words of a gram: the shortest run that matters to any test of any item.
  uint32_t gramWords() const { return gram; }
  /// The grams of an item, in its order.
  std::span<const uint32_t> gramsOf(uint32_t item) const { return slice(grams, gramBegins, item); }
  /// The items that have a gram, rising.
  std::span<const uint32_t> itemsOf(uint32_t gram) const {
    return slice(owners, ownerBegins, gram);
  }

  /// The gram of a hash of RollingHash, or kNoGram.
  uint32_t find(uint64_t hash) const {
    if (!(bitmap[hash >> bitmapShift >> 6] >> (hash >> bitmapShift & 63) & 1))
      return kNoGram;
    return findInTable(hash);
  }
  static constexpr uint32_t kNoGram = ~uint32_t(0);

  /// The words of a run of a test that an item is compared by: `asked`, or all of a shorter item.
  uint32_t runWords(uint32_t item, uint32_t asked) const {
    return uint32_t(std::min<size_t>(asked, wordsOf(item).size()));
  }

private:
  struct Slot {
    uint64_t hash;
    uint32_t gram = kNoGram;
  };

  template <typename T>
  static std::span<const T> slice(const std::vector<T> &all, const std::vector<uint64_t> &begins,
                                  uint32_t i) {
    return std::span(all).subspan(begins[i], begins[i + 1] - begins[i]);
  }
  void addWords();
  void chooseGram();
  void addGrams();
  void addOwners(uint32_t gramCount);
  uint32_t findInTable(uint64_t hash) const;
  Slot &slotOf(uint64_t hash);

  Decontamination parameters;
  std::vector<BenchmarkItem> texts;
  uint32_t gram = 1;
  std::vector<uint64_t> words, wordBegins;
  std::vector<uint32_t> grams, owners;
  std::vector<uint64_t> gramBegins, ownerBegins;
  std::vector<Slot> table;      // at most half full
  std::vector<uint64_t> bitmap; // 8 bits a slot: most questions end here
  unsigned tableShift = 0, bitmapShift = 0;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONINDEX_H
