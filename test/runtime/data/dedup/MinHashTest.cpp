//===- MinHashTest.cpp - signatures and what they find --------------------===//

#include "runtime/data/dedup/MinHash.h"
#include "test/runtime/data/dedup/RandomTexts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <xxhash.h>

using namespace heddle::corpus;
using namespace heddle::test;

namespace {

std::vector<uint64_t> signatureOf(MinHasher &hasher, const std::vector<uint64_t> &shingles) {
  auto bands = hasher.signatureOf(shingles);
  return {bands.begin(), bands.end()};
}

/// `count` shingles that no other call gives.
void addShingles(uint64_t count, uint64_t &next, std::vector<uint64_t> &shingles) {
  while (count-- > 0)
    shingles.push_back(RollingHash::mix(++next));
}

/// How many of `pairs` pairs of sets with `shared` elements in common and `own` of each alone agree
/// in a band.
double candidateRate(MinHasher &hasher, uint64_t shared, uint64_t own, int pairs) {
  uint64_t next = shared * 1000000;
  int candidates = 0;
  for (int pair = 0; pair < pairs; ++pair) {
    std::vector<uint64_t> common;
    addShingles(shared, next, common);
    std::vector<uint64_t> a = common, b = common;
    addShingles(own, next, a);
    addShingles(own, next, b);
    std::vector<uint64_t> first = signatureOf(hasher, a), second = signatureOf(hasher, b);
    bool agree = false;
    for (size_t band = 0; band < first.size(); ++band)
      agree |= first[band] == second[band];
    candidates += agree;
  }
  return double(candidates) / pairs;
}

} // namespace

TEST(MinHashTest, CandidatesAreAsManyAsTheFormulaSays) {
  MinHasher hasher((NearDuplicates()));
  struct Case {
    uint64_t shared, own;
  };
  for (Case c :
       {Case{100, 50}, Case{120, 40}, Case{56, 12}, Case{150, 25}, Case{80, 10}, Case{90, 5}}) {
    double jaccard = double(c.shared) / double(c.shared + 2 * c.own);
    double expected = 1 - std::pow(1 - std::pow(jaccard, 8), 14);
    // 6,000 pairs: the standard deviation is 0.65 points at most.
    EXPECT_NEAR(candidateRate(hasher, c.shared, c.own, 6000), expected, 0.02) << jaccard;
  }
}

TEST(MinHashTest, SmallSetsAreHashedAsWell) {
  MinHasher hasher((NearDuplicates()));
  EXPECT_NEAR(candidateRate(hasher, 3, 1, 6000), 1 - std::pow(1 - std::pow(0.6, 8), 14), 0.02);
  EXPECT_NEAR(candidateRate(hasher, 8, 1, 6000), 1 - std::pow(1 - std::pow(0.8, 8), 14), 0.02);
}

TEST(MinHashTest, EveryShingleIsLeastEquallyOften) {
  // Which of 16 shingles is least, over 2,000 sets and 112 functions; also two functions at once.
  constexpr size_t kShingles = 16, kSets = 2000;
  MinHasher hasher((NearDuplicates()));
  uint64_t next = 0;
  std::vector<uint64_t> counts(kShingles), pairs(kShingles * kShingles);
  for (size_t set = 0; set < kSets; ++set) {
    std::vector<uint64_t> shingles;
    addShingles(kShingles, next, shingles);
    std::vector<std::vector<uint32_t>> values;
    for (uint64_t shingle : shingles) {
      auto alone = hasher.leastOf(std::span(&shingle, 1));
      values.emplace_back(alone.begin(), alone.end());
    }
    auto leastAt = [&](size_t function) {
      size_t least = 0;
      for (size_t i = 1; i < kShingles; ++i)
        if (values[i][function] < values[least][function])
          least = i;
      return least;
    };
    for (size_t function = 0; function < 112; ++function)
      ++counts[leastAt(function)];
    for (size_t function = 0; function + 1 < 112; function += 2)
      ++pairs[leastAt(function) * kShingles + leastAt(function + 1)];
  }
  auto chiSquare = [](const std::vector<uint64_t> &observed, double total) {
    double sum = 0, mean = total / double(observed.size());
    for (uint64_t count : observed)
      sum += (double(count) - mean) * (double(count) - mean) / mean;
    return sum;
  };
  // 15 and 255 degrees of freedom: exceeded once in 100,000 times.
  EXPECT_LT(chiSquare(counts, kSets * 112), 51.0);
  EXPECT_LT(chiSquare(pairs, kSets * 56), 360.0);
}

TEST(MinHashTest, LeastValuesAreThoseOfAPlainLoop) {
  // Odd numbers of functions and shingles, more than a block, with repeats.
  NearDuplicates options;
  options.set_bands(3);
  options.set_rows(7);
  options.set_seed(11);
  MinHasher hasher(options);
  std::vector<uint64_t> shingles;
  uint64_t next = 0;
  addShingles(2500, next, shingles);
  for (size_t i = 0; i < 2500; ++i)
    shingles.push_back(shingles[i * i % 2500]);
  std::vector<uint32_t> expected(21, ~uint32_t(0));
  for (size_t i = 0; i < expected.size(); ++i) {
    auto random = heddle::runtime::philoxBlock(11, 0, i);
    for (uint64_t shingle : shingles)
      expected[i] = std::min(expected[i], (random[0] | 1) * uint32_t(shingle >> 32) +
                                              (random[1] | 1) * uint32_t(shingle) + random[2]);
  }
  auto least = hasher.leastOf(shingles);
  EXPECT_EQ(std::vector<uint32_t>(least.begin(), least.end()), expected);
}

TEST(MinHashTest, SignaturesAreRecorded) {
  // They are on disks: another machine, or a change of the hashing, must not give others.
  MinHasher hasher((NearDuplicates()));
  auto bands =
      hasher.signature("The quick brown fox jumps over the lazy dog; 中文 and Ünïcode too.");
  ASSERT_EQ(bands.size(), 14u);
  EXPECT_EQ(XXH3_64bits(bands.data(), bands.size_bytes()), 75872046846346996u);
}

TEST(MinHashTest, BandsOfOneTextDiffer) {
  // One shingle: all functions have their value of it, so equal rows would be equal bands.
  NearDuplicates options;
  options.set_rows(1);
  MinHasher hasher(options);
  auto bands = hasher.signature("word");
  std::vector<uint64_t> sorted(bands.begin(), bands.end());
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(std::unique(sorted.begin(), sorted.end()), sorted.end());
}

TEST(MinHashTest, TextsWithoutWordsHaveNoSignature) {
  MinHasher hasher((NearDuplicates()));
  EXPECT_TRUE(hasher.signature("").empty());
  EXPECT_TRUE(hasher.signature(" ... \n").empty());
  EXPECT_EQ(hasher.signature("a").size(), 14u);
}

TEST(MinHashTest, TheSeedChangesAllBands) {
  NearDuplicates other;
  other.set_seed(2);
  MinHasher first((NearDuplicates())), second(other);
  auto a = first.signature("some words of a text that is long enough");
  auto b = second.signature("some words of a text that is long enough");
  for (size_t band = 0; band < 14; ++band)
    EXPECT_NE(a[band], b[band]);
}

TEST(MinHashTest, OptionsThatMakeNoSenseAreRefused) {
  EXPECT_TRUE(checkOptions(NearDuplicates()).ok());
  auto refuse = [](auto change) {
    NearDuplicates options;
    change(options);
    EXPECT_FALSE(checkOptions(options).ok());
  };
  refuse([](NearDuplicates &o) { o.set_bands(0); });
  refuse([](NearDuplicates &o) { o.set_rows(0); });
  refuse([](NearDuplicates &o) { o.set_shingle_words(0); });
  refuse([](NearDuplicates &o) { o.set_bands(1 << 20); });
  refuse([](NearDuplicates &o) { o.set_min_jaccard(1.5); });
  refuse([](NearDuplicates &o) { o.set_min_jaccard(NAN); });
}
