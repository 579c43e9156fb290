//===- RepeatedRuns.h - runs of tokens that were seen before ----*- C++ -*-===//
//
// Substring duplicates (Lee et al. 2022) without a suffix array. A window is `min_tokens` tokens of
// a document; it is repeated if a window before it, in an earlier document or at an earlier place
// of this one, has the same tokens. What is cut are the tokens of repeated windows: every later
// occurrence of a run of min_tokens tokens or more, exactly. (Of n times the same token the first
// min_tokens windows overlap: all but the first token are cut. Two windows are the same if 96 bits
// of their hashes are, see PlacedHash.)
//
//   units       addSeeds: the hashes of minimizers              8 bytes for about 14 tokens
//   partitions  markSeeds: those that are there twice           8 bytes for each
//   units       addWindows: windows with a marked minimizer    24 bytes for each
//   partitions  writeRepeated: those that are not the first    16 bytes for each
//   units       readSpans: what is to be cut
//
// Round one leaves out most windows of a text that is new, so what is sorted is about as large as
// what is repeated. Memory: that of the sorts, and of the filter in addWindows.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_REPEATEDRUNS_H
#define HEDDLE_RUNTIME_DATA_DEDUP_REPEATEDRUNS_H

#include "runtime/data/dedup/Minimizers.h"
#include "runtime/data/dedup/PlacedHash.h"
#include "runtime/data/dedup/SeedFilter.h"

namespace heddle::corpus {

/// A window that begins at token `position`, and was there before.
struct RepeatedWindow {
  DocumentId id;
  uint64_t position;

  auto operator<=>(const RepeatedWindow &) const = default;
  bool hasKeyOf(const RepeatedWindow &other) const { return id == other.id; }
  uint64_t prefix() const { return id; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfDocument(id, partitions); }
};

/// Tokens [begin, end) of a document, to be cut. Spans of a document neither overlap nor touch.
struct RepeatedSpan {
  DocumentId id;
  uint64_t begin, end;

  auto operator<=>(const RepeatedSpan &) const = default;
};

/// The rounds over documents, which have less than 2^32 tokens. Belongs to one thread.
class RepeatedRuns {
public:
  /// `minTokens` is at least 1.
  explicit RepeatedRuns(uint32_t minTokens) : minimizers(minTokens) {}

  void addSeeds(const TokenRun &tokens, RecordWriter<SeedRecord> &seeds);
  void addWindows(const TokenRun &tokens, DocumentId id, const SeedFilter &marked,
                  RecordWriter<PlacedHash> &windows);

private:
  Minimizers minimizers;
};

/// Writes each seed of a partition that is there twice or more, once.
runtime::Status markSeeds(const RecordFolder &seeds, uint32_t partition, const SortOptions &options,
                          RecordWriter<SeedRecord> &marked);

/// Writes the windows of a partition that are not the first of their tokens.
runtime::Status writeRepeated(const RecordFolder &windows, uint32_t partition,
                              const SortOptions &options, RecordWriter<RepeatedWindow> &repeated);

/// Calls `visit(RepeatedSpan)` for the spans of a partition's documents, in order.
template <typename Visit>
runtime::Status readSpans(const RecordFolder &repeated, uint32_t partition, uint32_t minTokens,
                          const SortOptions &options, Visit visit) {
  RepeatedSpan span = {};
  auto finish = [&] {
    if (span.end > 0)
      visit(span);
  };
  runtime::Status status = forEachSorted<RepeatedWindow>(
      repeated, partition, options, [&](const RepeatedWindow &window, bool isFirst) {
        if (isFirst || window.position > span.end) {
          finish();
          span = {window.id, window.position, 0};
        }
        span.end = window.position + minTokens;
      });
  if (status)
    finish();
  return status;
}

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_REPEATEDRUNS_H
