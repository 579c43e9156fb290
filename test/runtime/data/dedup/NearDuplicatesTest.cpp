//===- NearDuplicatesTest.cpp - from texts to the documents that go -------===//

#include "runtime/data/dedup/Candidates.h"
#include "runtime/data/dedup/Components.h"
#include "runtime/data/dedup/MinHash.h"
#include "runtime/data/dedup/PairCheck.h"
#include "test/runtime/Files.h"
#include "test/runtime/data/dedup/RandomTexts.h"

#include <gmock/gmock.h>

#include <numeric>

using namespace heddle::corpus;
using namespace heddle::test;
using heddle::runtime::Result;
using heddle::runtime::Status;
using testing::ElementsAre;

namespace {

/// How a corpus is dealt to work, and with how much memory that is done.
struct Dealing {
  uint32_t units, bandPartitions, pairPartitions;
  uint64_t memory, cache;
  uint32_t neighbours = 100;
};

/// A document that goes, by its number in the corpus.
struct Gone {
  size_t number, first;
  uint32_t shared, total;
  bool operator==(const Gone &) const = default;
};

class NearDuplicatesTest : public FolderTest {
protected:
  /// Document `number` of `count` in units of equal sizes.
  static DocumentId idOf(size_t number, size_t count, uint32_t units) {
    size_t unit = number * units / count;
    while (unit + 1 < units && number >= (unit + 1) * count / units)
      ++unit;
    while (number < unit * count / units)
      --unit;
    return makeDocumentId(uint32_t(unit), uint32_t(number - unit * count / units));
  }

  std::vector<Gone> run(const std::vector<std::string> &texts, const Dealing &setup,
                        const NearDuplicates &options = {}) {
    std::filesystem::remove_all(folder + "/files");
    bands = {folder + "/files/bands", setup.units, setup.bandPartitions};
    pairs = {folder + "/files/pairs", setup.bandPartitions, setup.pairPartitions};
    matches = {folder + "/files/matches", setup.pairPartitions, 1};
    numbers.clear();
    for (size_t i = 0; i < texts.size(); ++i)
      numbers[idOf(i, texts.size(), setup.units)] = i;
    sort = {setup.memory, folder};
    writeBands(texts, options);
    findPairs(setup);
    check(texts, setup, options);
    return components(texts.size());
  }

  void writeBands(const std::vector<std::string> &texts, const NearDuplicates &options) {
    MinHasher hasher(options);
    for (uint32_t unit = 0; unit < bands.units; ++unit) {
      auto writer = RecordWriter<BandRecord>::create(bands, unit);
      for (auto &[id, number] : numbers)
        if (unitOf(id) == unit)
          for (uint64_t hash : hasher.signature(texts[number]))
            writer->add({hash, id});
      ASSERT_TRUE(writer->commit().ok());
    }
  }

  void findPairs(const Dealing &setup) {
    candidateCounts = {};
    for (uint32_t partition = 0; partition < bands.partitions; ++partition) {
      auto writer = RecordWriter<PairRecord>::create(pairs, partition);
      auto counts = writePairs(bands, partition, setup.neighbours, sort, *writer);
      ASSERT_TRUE(counts.ok()) << counts.status().str();
      ASSERT_TRUE(writer->commit().ok());
      candidateCounts.add(*counts);
    }
  }

  void check(const std::vector<std::string> &texts, const Dealing &setup,
             const NearDuplicates &options) {
    checkCounts = {};
    FetchText fetch = [&](DocumentId id) -> Result<std::string> { return texts[numbers.at(id)]; };
    for (uint32_t partition = 0; partition < pairs.partitions; ++partition) {
      auto writer = RecordWriter<MatchRecord>::create(matches, partition);
      auto counts = checkPairs(pairs, partition, options, sort, fetch, setup.cache, *writer);
      ASSERT_TRUE(counts.ok()) << counts.status().str();
      ASSERT_TRUE(writer->commit().ok());
      checkCounts.add(*counts);
    }
  }

  std::vector<Gone> components(size_t count) {
    std::vector<uint32_t> documents(bands.units);
    for (auto &[id, number] : numbers)
      ++documents[unitOf(id)];
    EXPECT_EQ(numbers.size(), count);
    auto components = Components::create(documents);
    Status status = forEachRecord<MatchRecord>(
        matches, [&](const MatchRecord &match) { EXPECT_TRUE(components->add(match).ok()); });
    EXPECT_TRUE(status.ok());
    std::vector<Gone> gone;
    components->forEachDuplicate([&](const NearDuplicate &found) {
      gone.push_back({numbers.at(found.id), numbers.at(found.first), found.shared, found.total});
    });
    return gone;
  }

  RecordFolder bands, pairs, matches;
  std::map<DocumentId, size_t> numbers;
  SortOptions sort;
  CandidateCounts candidateCounts;
  PairCheckCounts checkCounts;
};

/// Families of texts: each changes some words of the one before, so that there are chains.
std::vector<std::string> makeFamilies(size_t count) {
  Random random(5);
  std::vector<std::vector<std::string>> texts;
  for (size_t i = 0; i < count; ++i) {
    std::vector<std::string> words;
    if (i >= 10 && random.below(3) > 0)
      words = texts[random.below(i)];
    else
      for (int word = 0; word < 120; ++word)
        words.push_back(random.freshWord());
    for (uint64_t edits = random.below(8); edits > 0; --edits)
      words[random.below(words.size())] = random.freshWord();
    texts.push_back(words);
  }
  std::vector<std::string> joined;
  for (auto &words : texts)
    joined.push_back(std::accumulate(words.begin(), words.end(), std::string(),
                                     [](std::string a, auto &b) { return a + " " + b; }));
  return joined;
}

/// The definition: pairs that agree in a band and are similar, closed transitively.
std::vector<Gone> expectedOf(const std::vector<std::string> &texts, const NearDuplicates &options) {
  MinHasher hasher(options);
  Shingler shingler(options.shingle_words());
  std::vector<std::vector<uint64_t>> signatures, sets;
  for (const std::string &text : texts) {
    auto bands = hasher.signature(text);
    signatures.emplace_back(bands.begin(), bands.end());
    sets.push_back(shingler.distinct(text));
  }
  std::vector<size_t> first(texts.size());
  std::iota(first.begin(), first.end(), 0);
  std::vector<Overlap> best(texts.size());
  for (size_t a = 0; a < texts.size(); ++a)
    for (size_t b = a + 1; b < texts.size(); ++b) {
      bool agree = false;
      for (size_t band = 0; band < signatures[a].size(); ++band)
        agree |= signatures[a][band] == signatures[b][band];
      Overlap overlap = overlapOf(sets[a], sets[b]);
      if (!agree || overlap.jaccard() < options.min_jaccard())
        continue;
      for (size_t i : {a, b})
        if (overlap.jaccard() > best[i].jaccard() ||
            (overlap.jaccard() == best[i].jaccard() && overlap.total > best[i].total))
          best[i] = overlap;
      size_t from = std::max(first[a], first[b]), to = std::min(first[a], first[b]);
      std::replace(first.begin(), first.end(), from, to);
    }
  std::vector<Gone> gone;
  for (size_t i = 0; i < texts.size(); ++i)
    if (first[i] != i)
      gone.push_back({i, first[i], best[i].shared, best[i].total});
  return gone;
}

} // namespace

TEST_F(NearDuplicatesTest, AnyCutGivesTheDefinition) {
  std::vector<std::string> texts = makeFamilies(300);
  std::vector<Gone> expected = expectedOf(texts, {});
  ASSERT_GT(expected.size(), 50u);
  ASSERT_LT(expected.size(), 250u);
  uint64_t whole = uint64_t(64) << 20;
  EXPECT_EQ(run(texts, {1, 1, 1, whole, whole}), expected);
  uint64_t fetchedOnce = checkCounts.fetches;
  EXPECT_LE(fetchedOnce, texts.size());
  EXPECT_EQ(run(texts, {7, 5, 7, whole, whole}), expected);
  EXPECT_EQ(run(texts, {3, 16, 1, 1, 1}), expected);
  // A cache without room reads more, and finds the same.
  EXPECT_GT(checkCounts.fetches, fetchedOnce);
}

TEST_F(NearDuplicatesTest, AHostileBucketCostsLinearWork) {
  // 3,000 times the same text, and 14 bands: 63 million pairs.
  std::vector<std::string> texts(3000, "the same text over and over again, with enough words");
  std::vector<Gone> gone = run(texts, {2, 3, 2, 1 << 20, 1 << 20, 4});
  ASSERT_EQ(gone.size(), 2999u);
  for (const Gone &document : gone)
    EXPECT_EQ(document.first, 0u);
  EXPECT_EQ(candidateCounts.buckets, 14u);
  EXPECT_EQ(candidateCounts.largestBucket, 3000u);
  EXPECT_EQ(candidateCounts.pairs + candidateCounts.skipped, 14ull * 3000 * 2999 / 2);
  EXPECT_LE(candidateCounts.pairs, 14u * 3000 * 5);
  EXPECT_LE(checkCounts.pairs, 3000u * 5);
  EXPECT_LE(checkCounts.fetches, 2u * 3000);
}

TEST_F(NearDuplicatesTest, FewNeighboursKeepChainsTogether) {
  std::vector<std::string> texts = makeFamilies(200);
  uint64_t whole = uint64_t(64) << 20;
  std::vector<Gone> all = run(texts, {2, 2, 2, whole, whole, 1000}),
                    few = run(texts, {2, 2, 2, whole, whole, 8});
  EXPECT_EQ(few.size(), all.size());
  // No neighbours: still the first of each bucket.
  EXPECT_FALSE(run(texts, {2, 2, 2, whole, whole, 0}).empty());
}

TEST_F(NearDuplicatesTest, TextsWithoutWordsStay) {
  EXPECT_TRUE(run({"", "", "...", "..."}, {2, 2, 2, 1 << 20, 1 << 20}).empty());
  EXPECT_EQ(run({"a", "b", "A."}, {2, 2, 2, 1 << 20, 1 << 20}), (std::vector<Gone>{{2, 0, 1, 1}}));
}

TEST_F(NearDuplicatesTest, ATextThatCannotBeReadStopsTheCheck) {
  run({"one and the same", "one and the same"}, {1, 1, 1, 1 << 20, 1 << 20});
  auto writer = RecordWriter<MatchRecord>::create(matches, 0);
  FetchText fetch = [](DocumentId id) -> Result<std::string> {
    return heddle::runtime::error("document " + std::to_string(id) + " is gone");
  };
  auto counts = checkPairs(pairs, 0, {}, sort, fetch, 1 << 20, *writer);
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.status().message(), "document 1 is gone");
}

TEST(ComponentsTest, TheFirstStaysWhateverTheOrder) {
  // 0.1 - 1.0 - 1.2, and 0.0 - 0.2; unit 2 is empty.
  std::vector<MatchRecord> matches = {{makeDocumentId(1, 2), makeDocumentId(1, 0), 8, 10},
                                      {makeDocumentId(1, 0), makeDocumentId(0, 1), 3, 4},
                                      {makeDocumentId(0, 2), makeDocumentId(0, 0), 9, 10}};
  std::sort(matches.begin(), matches.end());
  do {
    auto components = Components::create(std::vector<uint32_t>{3, 3, 0});
    ASSERT_TRUE(components.ok());
    for (const MatchRecord &match : matches)
      ASSERT_TRUE(components->add(match).ok());
    std::vector<NearDuplicate> gone;
    components->forEachDuplicate([&](const NearDuplicate &found) { gone.push_back(found); });
    EXPECT_THAT(gone,
                ElementsAre(NearDuplicate{makeDocumentId(0, 2), makeDocumentId(0, 0), 9, 10},
                            NearDuplicate{makeDocumentId(1, 0), makeDocumentId(0, 1), 8, 10},
                            NearDuplicate{makeDocumentId(1, 2), makeDocumentId(0, 1), 8, 10}));
  } while (std::next_permutation(matches.begin(), matches.end()));
}

TEST(ComponentsTest, ALongChainIsFast) {
  constexpr uint32_t kCount = 1000000;
  auto components = Components::create(std::vector<uint32_t>{kCount});
  for (uint32_t i = kCount - 1; i > 0; --i)
    ASSERT_TRUE(components->add({i, i - 1, 1, 1}).ok());
  uint32_t gone = 0;
  components->forEachDuplicate([&](const NearDuplicate &found) { gone += found.first == 0; });
  EXPECT_EQ(gone, kCount - 1);
}

TEST(ComponentsTest, DocumentsThatAreNotThereAreRefused) {
  auto components = Components::create(std::vector<uint32_t>{3, 1});
  EXPECT_FALSE(components->add({makeDocumentId(0, 3), 0, 1, 1}).ok());
  EXPECT_FALSE(components->add({makeDocumentId(2, 0), 0, 1, 1}).ok());
  EXPECT_FALSE(Components::create(std::vector<uint32_t>{~0u, 1}).ok());
}
