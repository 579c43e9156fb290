//===- PairCheck.cpp - candidates that are near-duplicates ----------------===//

#include "runtime/data/dedup/PairCheck.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

/// Compares one pair after the other; keeps the shingles of the later document apart from the cache
/// of the earlier ones, which it then enters.
class Checker {
public:
  Checker(const NearDuplicates &options, const FetchText &fetch, uint64_t cacheBytes,
          RecordWriter<MatchRecord> &matches)
      : least(options.min_jaccard()), cache(options.shingle_words(), fetch, cacheBytes),
        matches(matches) {}

  Status check(const PairRecord &pair) {
    if (!hasLater || pair.later != laterId) {
      Result<std::span<const uint64_t>> shingles = cache.get(pair.later);
      if (!shingles)
        return shingles.status();
      later.assign(shingles->begin(), shingles->end());
      laterId = pair.later;
      hasLater = true;
    }
    Result<std::span<const uint64_t>> earlier = cache.get(pair.earlier);
    if (!earlier)
      return earlier.status();
    Overlap overlap = overlapOf(*earlier, later);
    ++counts.pairs;
    if (overlap.total > 0 && overlap.jaccard() >= least) {
      matches.add({pair.later, pair.earlier, overlap.shared, overlap.total});
      ++counts.matches;
    }
    counts.fetches = cache.fetches();
    return {};
  }

  PairCheckCounts counts;

private:
  double least;
  ShingleCache cache;
  RecordWriter<MatchRecord> &matches;
  bool hasLater = false;
  DocumentId laterId = 0;
  std::vector<uint64_t> later;
};

} // namespace

void PairCheckCounts::add(const PairCheckCounts &other) {
  pairs += other.pairs;
  matches += other.matches;
  fetches += other.fetches;
}

Result<PairCheckCounts> checkPairs(const RecordFolder &pairs, uint32_t partition,
                                   const NearDuplicates &options, const SortOptions &sort,
                                   const FetchText &fetch, uint64_t cacheBytes,
                                   RecordWriter<MatchRecord> &matches) {
  Checker checker(options, fetch, cacheBytes, matches);
  Status checked;
  Status sorted =
      forEachSorted<PairRecord>(pairs, partition, sort, [&](const PairRecord &pair, bool isFirst) {
        if (isFirst && checked)
          checked = checker.check(pair);
      });
  if (!sorted)
    return sorted;
  if (!checked)
    return checked;
  return checker.counts;
}

} // namespace heddle::corpus
