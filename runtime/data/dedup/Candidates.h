//===- Candidates.h - pairs of documents that share a band ------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_CANDIDATES_H
#define HEDDLE_RUNTIME_DATA_DEDUP_CANDIDATES_H

#include "runtime/data/dedup/ExternalSort.h"
#include "runtime/data/dedup/NearRecords.h"
#include "runtime/data/dedup/RecordWriter.h"

#include <functional>

namespace heddle::corpus {

/// Whether a document is no longer in the corpus.
using IsGone = std::function<bool(DocumentId)>;

/// What a partition's buckets (documents of one band hash) gave; sums over partitions are those of
/// the corpus. A pair that shares several bands counts in each.
struct CandidateCounts {
  uint64_t buckets = 0;       // of two documents or more
  uint64_t pairs = 0;         // written
  uint64_t skipped = 0;       // left out of buckets that are too large; at most 2^64 - 1
  uint64_t largestBucket = 0; // documents

  void add(const CandidateCounts &other);
};

/// Writes the pairs of a partition of `bands`: each document of a bucket with the first one and
/// with the `neighbours` before it, so that a bucket of n documents, however large, costs
/// n (neighbours + 1). Documents that are gone are in no bucket. Memory: that of the sort. `pairs`
/// may be cut into other partitions than `bands`.
runtime::Result<CandidateCounts> writePairs(const RecordFolder &bands, uint32_t partition,
                                            uint32_t neighbours, const SortOptions &options,
                                            RecordWriter<PairRecord> &pairs,
                                            const IsGone &isGone = nullptr);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_CANDIDATES_H
