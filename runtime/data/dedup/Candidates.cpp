//===- Candidates.cpp - pairs of documents that share a band --------------===//

#include "runtime/data/dedup/Candidates.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

constexpr uint64_t kMost = ~uint64_t(0);

uint64_t addSaturated(uint64_t a, uint64_t b) { return a > kMost - b ? kMost : a + b; }

/// The first and the last documents of the bucket that is being read.
class Bucket {
public:
  Bucket(uint32_t neighbours, CandidateCounts &counts, RecordWriter<PairRecord> &pairs)
      : last(neighbours), counts(counts), pairs(pairs) {}

  void begin(DocumentId id) {
    first = id;
    size = 1;
  }

  void add(DocumentId id) {
    counts.buckets += size == 1;
    uint64_t written = 1;
    pairs.add({id, first});
    // last[k % neighbours] is document k, those after the first.
    for (uint64_t k = size; k-- > 1 && size - k <= last.size(); ++written)
      pairs.add({id, last[k % last.size()]});
    if (!last.empty())
      last[size % last.size()] = id;
    counts.pairs += written;
    counts.skipped = addSaturated(counts.skipped, size - written);
    counts.largestBucket = std::max(counts.largestBucket, ++size);
  }

private:
  std::vector<DocumentId> last;
  CandidateCounts &counts;
  RecordWriter<PairRecord> &pairs;
  DocumentId first = 0;
  uint64_t size = 0;
};

} // namespace

void CandidateCounts::add(const CandidateCounts &other) {
  buckets += other.buckets;
  pairs += other.pairs;
  skipped = addSaturated(skipped, other.skipped);
  largestBucket = std::max(largestBucket, other.largestBucket);
}

Result<CandidateCounts> writePairs(const RecordFolder &bands, uint32_t partition,
                                   uint32_t neighbours, const SortOptions &options,
                                   RecordWriter<PairRecord> &pairs, const IsGone &isGone) {
  CandidateCounts counts;
  Bucket bucket(neighbours, counts, pairs);
  bool isBegun = false;
  Status status = forEachSorted<BandRecord>(
      bands, partition, options, [&](const BandRecord &record, bool isFirst) {
        isBegun &= !isFirst;
        if (isGone && isGone(record.id))
          return;
        isBegun ? bucket.add(record.id) : bucket.begin(record.id);
        isBegun = true;
      });
  if (!status)
    return status;
  return counts;
}

} // namespace heddle::corpus
