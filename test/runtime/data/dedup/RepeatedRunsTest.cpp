//===- RepeatedRunsTest.cpp - substring duplicates ------------------------===//

#include "runtime/data/dedup/RepeatedRuns.h"
#include "test/runtime/Files.h"
#include "test/runtime/data/dedup/RandomTexts.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

using namespace heddle::corpus;
using namespace heddle::test;
using heddle::runtime::Status;
using testing::ElementsAre;

namespace {

template <typename Token> using Texts = std::vector<std::vector<Token>>;

/// Document, first token, end.
struct Cut {
  size_t number;
  uint64_t begin, end;
  auto operator<=>(const Cut &) const = default;
};

/// The definition, window by window.
template <typename Token>
std::vector<Cut> expectedOf(const Texts<Token> &texts, uint32_t minTokens) {
  std::set<std::vector<Token>> seen;
  std::vector<Cut> cuts;
  for (size_t number = 0; number < texts.size(); ++number)
    for (size_t at = 0; at + minTokens <= texts[number].size(); ++at) {
      auto begin = texts[number].begin() + at;
      if (seen.emplace(begin, begin + minTokens).second)
        continue;
      if (!cuts.empty() && cuts.back().number == number && at <= cuts.back().end)
        cuts.back().end = at + minTokens;
      else
        cuts.push_back({number, at, at + minTokens});
    }
  return cuts;
}

class RepeatedRunsTest : public FolderTest {
protected:
  template <typename Token>
  std::vector<Cut> run(const Texts<Token> &texts, uint32_t minTokens, uint32_t units,
                       uint32_t partitions, uint64_t memory) {
    std::filesystem::remove_all(folder + "/files");
    SortOptions sort = {memory, folder};
    RecordFolder seeds = {folder + "/files/seeds", units, partitions};
    RecordFolder marked = {folder + "/files/marked", partitions, 1};
    RecordFolder windows = {folder + "/files/windows", units, partitions};
    RecordFolder repeated = {folder + "/files/repeated", partitions, units};
    RepeatedRuns runs(minTokens);
    forEachUnit<SeedRecord>(texts, seeds, [&](auto &text, DocumentId, auto &writer) {
      runs.addSeeds(std::span<const Token>(text), writer);
    });
    forEachPartition<SeedRecord>(marked, [&](uint32_t partition, auto &writer) {
      return markSeeds(seeds, partition, sort, writer);
    });
    auto filter = SeedFilter::read(marked, memory);
    EXPECT_TRUE(filter.ok());
    windowCount = 0;
    forEachUnit<PlacedHash>(texts, windows, [&](auto &text, DocumentId id, auto &writer) {
      runs.addWindows(std::span<const Token>(text), id, *filter, writer);
    });
    forEachPartition<RepeatedWindow>(repeated, [&](uint32_t partition, auto &writer) {
      return writeRepeated(windows, partition, sort, writer);
    });
    EXPECT_TRUE(forEachRecord<PlacedHash>(windows, [&](auto &) { ++windowCount; }).ok());
    EXPECT_TRUE(forEachRecord<SeedRecord>(seeds, [&](const SeedRecord &seed) {
                  ++seedCount;
                  ++seedsOf[seed.partitionIn(3)];
                }).ok());
    std::vector<Cut> cuts;
    for (uint32_t unit = 0; unit < units; ++unit) {
      Status status = readSpans(repeated, unit, minTokens, sort, [&](const RepeatedSpan &span) {
        cuts.push_back({numbers.at(span.id), span.begin, span.end});
      });
      EXPECT_TRUE(status.ok()) << status.str();
    }
    return cuts;
  }

  template <typename R, typename Token, typename Use>
  void forEachUnit(const Texts<Token> &texts, const RecordFolder &to, Use use) {
    size_t number = 0;
    for (uint32_t unit = 0; unit < to.units; ++unit) {
      auto writer = RecordWriter<R>::create(to, unit);
      for (uint32_t index = 0; number < texts.size() * (unit + 1) / to.units; ++index, ++number) {
        numbers[makeDocumentId(unit, index)] = number;
        use(texts[number], makeDocumentId(unit, index), *writer);
      }
      EXPECT_TRUE(writer->commit().ok());
    }
  }

  template <typename R, typename Use> void forEachPartition(const RecordFolder &to, Use use) {
    for (uint32_t partition = 0; partition < to.units; ++partition) {
      auto writer = RecordWriter<R>::create(to, partition);
      Status status = use(partition, *writer);
      EXPECT_TRUE(status.ok()) << status.str();
      EXPECT_TRUE(writer->commit().ok());
    }
  }

  std::map<DocumentId, size_t> numbers;
  uint64_t windowCount = 0, seedCount = 0;
  std::array<uint64_t, 3> seedsOf = {}; // by partition
};

template <typename Token>
Texts<Token> randomTexts(Random &random, size_t count, uint64_t longest, uint64_t alphabet) {
  Texts<Token> texts(count);
  for (auto &text : texts)
    for (uint64_t size = random.below(longest + 1); size > 0; --size)
      text.push_back(Token(random.below(alphabet)));
  return texts;
}

} // namespace

TEST_F(RepeatedRunsTest, ItIsTheDefinitionOverSmallAlphabets) {
  Random random(1);
  for (int round = 0; round < 10; ++round) {
    uint64_t alphabet = 1 + random.below(4);
    uint32_t minTokens = 1 + uint32_t(random.below(12));
    Texts<uint32_t> texts = randomTexts<uint32_t>(random, 40, 60, alphabet);
    EXPECT_EQ(run(texts, minTokens, 2, 2, 1), expectedOf(texts, minTokens))
        << "alphabet " << alphabet << ", " << minTokens << " tokens, round " << round;
  }
}

TEST_F(RepeatedRunsTest, ItIsTheDefinitionOfPlantedRuns) {
  // Runs of 30 to 90 tokens come again in other documents and their own, some just too short.
  Random random(2);
  Texts<uint64_t> texts = randomTexts<uint64_t>(random, 60, 400, ~uint64_t(0));
  for (int copy = 0; copy < 60; ++copy) {
    auto &from = texts[random.below(60)], &to = texts[random.below(60)];
    uint64_t length = 30 + random.below(61);
    if (from.size() < length)
      continue;
    uint64_t at = random.below(from.size() - length + 1);
    std::vector<uint64_t> part(from.begin() + at, from.begin() + at + length);
    to.insert(to.begin() + random.below(to.size() + 1), part.begin(), part.end());
  }
  std::vector<Cut> expected = expectedOf(texts, 50);
  ASSERT_GT(expected.size(), 15u);
  EXPECT_EQ(run(texts, 50, 1, 1, 1 << 20), expected);
  EXPECT_EQ(run(texts, 50, 7, 5, 1 << 20), expected);
  EXPECT_EQ(run(texts, 50, 12, 4, 1), expected);
}

TEST_F(RepeatedRunsTest, TheSameTokenOverAndOver) {
  Texts<uint32_t> texts = {std::vector<uint32_t>(100000, 7), std::vector<uint32_t>(60, 7),
                           std::vector<uint32_t>(49, 7)};
  EXPECT_THAT(run(texts, 50, 2, 3, 1 << 20), ElementsAre(Cut{0, 1, 100000}, Cut{1, 0, 60}));
  EXPECT_LE(seedCount, 2u * 100060 / 20);
  // All windows of a document have one minimizer: it counts twice if it is in a window twice.
  Texts<uint32_t> alone = {std::vector<uint32_t>(55, 7)};
  EXPECT_THAT(run(alone, 50, 1, 1, 1 << 20), ElementsAre(Cut{0, 1, 55}));
}

TEST_F(RepeatedRunsTest, WindowsOfNewTextAreNotWritten) {
  Random random(3);
  Texts<uint32_t> texts = randomTexts<uint32_t>(random, 100, 2000, 50000);
  texts.push_back(texts[5]);
  size_t tokens = 0;
  for (auto &text : texts)
    tokens += text.size();
  EXPECT_EQ(run(texts, 50, 2, 3, 1 << 20), expectedOf(texts, 50));
  EXPECT_LT(seedCount, tokens / 10);
  EXPECT_LE(windowCount, 2 * texts[5].size() + tokens / 1000);
  for (uint64_t seeds : seedsOf)
    EXPECT_NEAR(double(seeds), double(seedCount) / 3, double(seedCount) / 20);
}

TEST(MinimizersTest, EveryWindowHasTheLeastGramInIt) {
  Random random(4);
  for (uint32_t window : {1u, 2u, 7u, 50u, 200u}) {
    Minimizers minimizers(window);
    uint32_t gram = minimizers.gramTokens();
    ASSERT_LE(gram, window);
    std::vector<uint32_t> tokens = randomTexts<uint32_t>(random, 1, 0, 3)[0];
    for (int i = 0; i < 500; ++i)
      tokens.push_back(uint32_t(random.below(3)));
    size_t next = 0;
    for (const auto &minimizer : minimizers.find(std::span<const uint32_t>(tokens))) {
      EXPECT_EQ(minimizer.firstWindow, next);
      next = minimizer.endWindow;
      EXPECT_LT(minimizer.firstWindow, minimizer.endWindow);
      EXPECT_GE(minimizer.place + 1, minimizer.endWindow);
      EXPECT_LE(minimizer.place + gram, minimizer.firstWindow + window);
    }
    EXPECT_EQ(next, tokens.size() - window + 1);
    EXPECT_TRUE(minimizers.find(std::span<const uint32_t>(tokens).first(window - 1)).empty());
  }
}

TEST(SeedFilterTest, NothingIsForgottenAndLittleIsInvented) {
  SeedFilter filter(10000, 1 << 20), tiny(10000, 1);
  for (uint64_t i = 0; i < 10000; ++i) {
    filter.insert(heddle::runtime::randomBits(1, 0, i));
    tiny.insert(heddle::runtime::randomBits(1, 0, i));
  }
  int invented = 0;
  for (uint64_t i = 0; i < 10000; ++i) {
    EXPECT_TRUE(filter.mayHave(heddle::runtime::randomBits(1, 0, i)));
    EXPECT_TRUE(tiny.mayHave(heddle::runtime::randomBits(1, 0, i)));
    invented += filter.mayHave(heddle::runtime::randomBits(2, 0, i));
  }
  EXPECT_LT(invented, 20);
  EXPECT_LE(filter.bytes(), 10000u * 2 + 32);
  EXPECT_EQ(tiny.bytes(), 32u);
}
