//===- PairCheck.h - candidates that are near-duplicates --------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_PAIRCHECK_H
#define HEDDLE_RUNTIME_DATA_DEDUP_PAIRCHECK_H

#include "runtime/data/dedup/ExternalSort.h"
#include "runtime/data/dedup/NearRecords.h"
#include "runtime/data/dedup/RecordWriter.h"
#include "runtime/data/dedup/ShingleCache.h"
#include "runtime/data/dedup/dedup.pb.h"

namespace heddle::corpus {

/// Sums over partitions are those of the corpus.
struct PairCheckCounts {
  uint64_t pairs = 0;   // different ones
  uint64_t matches = 0; // of at least min_jaccard
  uint64_t fetches = 0; // texts read; depends on the cache

  void add(const PairCheckCounts &other);
};

/// Writes the pairs of a partition whose texts have a Jaccard similarity of at least min_jaccard,
/// of distinct shingles (by 64-bit hashes), computed exactly. Pairs come in the order of the later
/// document, then of the earlier: the later ones are fetched once each, in order, and the earlier
/// ones mostly are the first documents of large buckets or were read shortly before, so they are in
/// the cache. Memory: the sort's, cacheBytes, and twice the largest document's shingles.
runtime::Result<PairCheckCounts> checkPairs(const RecordFolder &pairs, uint32_t partition,
                                            const NearDuplicates &options, const SortOptions &sort,
                                            const FetchText &fetch, uint64_t cacheBytes,
                                            RecordWriter<MatchRecord> &matches);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_PAIRCHECK_H
