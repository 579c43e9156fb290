//===- ContaminationCheck.h - documents that hold items ---------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONCHECK_H
#define HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONCHECK_H

#include "runtime/data/dedup/ContaminationIndex.h"
#include "runtime/data/dedup/RunIndex.h"

namespace heddle::corpus {

/// Bytes [begin, end) of a text.
struct ByteSpan {
  uint64_t begin, end;
  bool operator==(const ByteSpan &) const = default;
};

/// An item that a document is hit by.
struct ItemHit {
  uint32_t item;         // of ContaminationIndex::items()
  uint32_t ngrams;       // of the item's runs of `ngram` words those that are in the document
  double share;          // of the item's runs of `share_ngram` words that are in the document
  uint32_t longestWords; // the longest run of words of both
  ByteSpan longest;      // its first place in the document
  bool byNgram, byShare, bySpan; // the tests that it is hit by
};

/// Compares one document after the other. Belongs to one thread.
///
/// A document that has no gram of any item costs little more than finding its words. For another
/// one the time is linear in its words and in the items that have one of its grams.
class ContaminationCheck {
public:
  explicit ContaminationCheck(const ContaminationIndex &index);

  /// The items that hit `text`, rising; until the next call.
  const std::vector<ItemHit> &check(std::string_view text);

  /// What the last document shares with the items that hit it: the runs of words of the tests that
  /// they hit it by. Spans rise, and neither overlap nor touch.
  std::vector<ByteSpan> sharedSpans() const;

private:
  void findGrams(std::string_view text);
  void indexRuns();
  void findItems();
  void compare(uint32_t item);

  const ContaminationIndex &index;
  FoldedWords scanner;
  RollingHash rolling;
  std::span<const uint64_t> words;
  struct PlacedGram {
    size_t word; // where it begins
    uint32_t gram;
  };
  std::vector<PlacedGram> found;
  RunIndex runs;
  std::vector<uint32_t> candidates;
  std::vector<ItemHit> hits;
};

/// What becomes of a document under the action REMOVE_SPAN.
struct Remainder {
  std::vector<ByteSpan> pieces; // that stay, in order
  bool isRemoved = false;       // the document goes: too many pieces, or none that is long enough
};

/// Takes `spans` and `margin` characters on either side out of `text`. As in GPT-3 (Brown et al.
/// 2020, appendix C) a document that falls into more than max_pieces pieces goes, and so do pieces
/// of fewer than `margin` characters. Without spans the text stays.
Remainder removeSpans(std::string_view text, std::span<const ByteSpan> spans,
                      const Decontamination &options);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONCHECK_H
