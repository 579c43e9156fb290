//===- NearDuplicates.cpp - all of near-duplicate detection, with an oracle -===//
//
// Documents are what blank lines divide. The oracle compares all pairs of the first 3,000.
//
//===----------------------------------------------------------------------===//

#include "Bench.h"

#include "runtime/data/dedup/Candidates.h"
#include "runtime/data/dedup/Components.h"
#include "runtime/data/dedup/MinHash.h"
#include "runtime/data/dedup/PairCheck.h"

#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <set>

using namespace heddle;
using namespace heddle::corpus;

namespace {

constexpr uint32_t kPartitions = 16, kNeighbours = 16;
constexpr size_t kOracle = 3000;

using Pairs = std::set<std::pair<DocumentId, DocumentId>>;

bench::Texts splitAtBlankLines(const bench::Texts &texts) {
  std::string whole;
  for (const std::string &text : texts)
    whole += text + "\n";
  bench::Texts records;
  for (size_t begin = 0; begin < whole.size();) {
    size_t end = std::min(whole.find("\n\n", begin), whole.size());
    if (end > begin)
      records.push_back(whole.substr(begin, end - begin));
    begin = end + 2;
  }
  return records;
}

/// Processor time: others may use the machine.
class Clock {
public:
  void finish(const char *name) {
    std::clock_t now = std::clock();
    std::printf("%-12s %8.2f s\n", name, double(now - start) / CLOCKS_PER_SEC);
    start = now;
  }

private:
  std::clock_t start = std::clock();
};

runtime::Status writeBands(const bench::Texts &texts, const RecordFolder &bands) {
  auto writer = RecordWriter<BandRecord>::create(bands, 0);
  if (!writer)
    return writer.status();
  MinHasher hasher((NearDuplicates()));
  for (DocumentId id = 0; id < texts.size(); ++id)
    for (uint64_t hash : hasher.signature(texts[id]))
      writer->add({hash, id});
  return writer->commit();
}

runtime::Status findPairs(const RecordFolder &bands, const RecordFolder &pairs,
                          const SortOptions &sort) {
  CandidateCounts sum;
  for (uint32_t partition = 0; partition < bands.partitions; ++partition) {
    auto writer = RecordWriter<PairRecord>::create(pairs, partition);
    if (!writer)
      return writer.status();
    auto counts = writePairs(bands, partition, kNeighbours, sort, *writer);
    if (!counts)
      return counts.status();
    sum.add(*counts);
    if (runtime::Status status = writer->commit(); !status)
      return status;
  }
  std::printf("%llu buckets, the largest of %llu documents; %llu pairs, %llu skipped\n",
              static_cast<unsigned long long>(sum.buckets),
              static_cast<unsigned long long>(sum.largestBucket),
              static_cast<unsigned long long>(sum.pairs),
              static_cast<unsigned long long>(sum.skipped));
  return {};
}

runtime::Status check(const bench::Texts &texts, const RecordFolder &pairs,
                      const RecordFolder &matches, const SortOptions &sort) {
  auto writer = RecordWriter<MatchRecord>::create(matches, 0);
  if (!writer)
    return writer.status();
  FetchText fetch = [&](DocumentId id) -> runtime::Result<std::string> { return texts[id]; };
  auto counts = checkPairs(pairs, 0, NearDuplicates(), sort, fetch, uint64_t(64) << 20, *writer);
  if (!counts)
    return counts.status();
  std::printf("%llu different pairs, %llu matches, %llu texts fetched\n",
              static_cast<unsigned long long>(counts->pairs),
              static_cast<unsigned long long>(counts->matches),
              static_cast<unsigned long long>(counts->fetches));
  return writer->commit();
}

/// Connected components of all pairs among the first documents that are similar enough.
void compareWithOracle(const bench::Texts &texts, const std::vector<bool> &isGone,
                       const Pairs &matches) {
  NearDuplicates options;
  uint32_t count = uint32_t(std::min(kOracle, texts.size()));
  Shingler shingler(options.shingle_words());
  std::vector<std::vector<uint64_t>> sets;
  for (uint32_t i = 0; i < count; ++i)
    sets.push_back(shingler.distinct(texts[i]));
  auto components = Components::create(std::vector<uint32_t>{count});
  uint64_t similar = 0, found = 0;
  double expected = 0;
  for (uint32_t b = 0; b < count; ++b)
    for (uint32_t a = 0; a < b; ++a) {
      Overlap overlap = overlapOf(sets[a], sets[b]);
      if (overlap.total == 0 || overlap.jaccard() < options.min_jaccard())
        continue;
      ++similar;
      found += matches.contains({a, b});
      expected += 1 - std::pow(1 - std::pow(overlap.jaccard(), 8), 14);
      (void)components->add({b, a, overlap.shared, overlap.total});
    }
  uint64_t gone = 0, both = 0, wrong = 0;
  std::vector<bool> isDuplicate(count);
  components->forEachDuplicate(
      [&](const NearDuplicate &document) { isDuplicate[document.id] = true; });
  for (uint32_t i = 0; i < count; ++i) {
    gone += isDuplicate[i];
    both += isDuplicate[i] && isGone[i];
    wrong += !isDuplicate[i] && isGone[i];
  }
  std::printf(
      "oracle, %u documents: %llu pairs of at least %.2f, %.2f %% of them are matches (the formula "
      "says %.2f %%)\n",
      count, static_cast<unsigned long long>(similar), options.min_jaccard(),
      100.0 * double(found) / double(similar), 100 * expected / double(similar));
  std::printf("oracle: %llu documents go; found %llu (recall %.2f %%), others %llu\n",
              static_cast<unsigned long long>(gone), static_cast<unsigned long long>(both),
              100.0 * double(both) / double(gone), static_cast<unsigned long long>(wrong));
}

runtime::Status run(const bench::Texts &texts, const std::string &path) {
  SortOptions sort = {uint64_t(256) << 20, path};
  RecordFolder bands = {path + "/bands", 1, kPartitions}, pairs = {path + "/pairs", kPartitions, 1};
  RecordFolder matches = {path + "/matches", 1, 1};
  Clock clock;
  if (runtime::Status status = writeBands(texts, bands); !status)
    return status;
  clock.finish("signatures");
  if (runtime::Status status = findPairs(bands, pairs, sort); !status)
    return status;
  clock.finish("pairs");
  if (runtime::Status status = check(texts, pairs, matches, sort); !status)
    return status;
  clock.finish("check");
  auto components = Components::create(std::vector<uint32_t>{uint32_t(texts.size())});
  Pairs found;
  runtime::Status status = forEachRecord<MatchRecord>(matches, [&](const MatchRecord &match) {
    (void)components->add(match);
    found.insert({match.earlier, match.later});
  });
  std::vector<bool> isGone(texts.size());
  uint64_t gone = 0;
  components->forEachDuplicate([&](const NearDuplicate &document) {
    isGone[document.id] = true;
    ++gone;
  });
  clock.finish("components");
  std::printf("%llu of %zu documents go\n", static_cast<unsigned long long>(gone), texts.size());
  compareWithOracle(texts, isGone, found);
  return status;
}

} // namespace

void bench::benchNearDuplicates(const Texts &texts) {
  std::string path = std::filesystem::temp_directory_path() / "heddle-bench-near";
  runtime::Status status = run(splitAtBlankLines(texts), path);
  if (!status)
    std::fprintf(stderr, "error: %s\n", status.str().c_str());
  std::filesystem::remove_all(path);
}
