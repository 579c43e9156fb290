//===- KeepTest.cpp - which documents are kept by their scores ------------===//

#include "runtime/data/classifier/Keep.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace heddle::corpus;
using testing::ElementsAre;

namespace {

TEST(Keep, TheBestShare) {
  float scores[] = {0.1f, 0.9f, 0.5f, 0.7f, 0.3f};
  TopShare top = keepTopShare(scores, 0.4);
  EXPECT_THAT(top.kept, ElementsAre(false, true, false, true, false));
  EXPECT_FLOAT_EQ(float(top.limit), 0.7f);
}

TEST(Keep, OfEqualScoresTheFirst) {
  float scores[] = {0.5f, 0.5f, 0.9f, 0.5f, 0.5f};
  EXPECT_THAT(keepTopShare(scores, 0.6).kept, ElementsAre(true, true, true, false, false));
}

TEST(Keep, AllNoneAndFewDocuments) {
  float scores[] = {0.5f, 0.2f, 0.2f};
  EXPECT_THAT(keepTopShare(scores, 1).kept, ElementsAre(true, true, true));
  EXPECT_THAT(keepTopShare(scores, 0).kept, ElementsAre(false, false, false));
  EXPECT_THAT(keepTopShare(scores, 0.01).kept, ElementsAre(true, false, false));
  EXPECT_TRUE(keepTopShare({}, 0.5).kept.empty());
}

/// 0.29 * 100 is 28.999999999999996 in floating point.
TEST(Keep, TheNumberIsTheNearest) {
  std::vector<float> scores(100);
  for (int percent = 1; percent <= 100; ++percent) {
    std::vector<bool> kept = keepTopShare(scores, percent / 100.0).kept;
    ASSERT_EQ(std::ranges::count(kept, true), percent);
  }
}

TEST(Keep, AgreesWithSortingEverything) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<float> scores(1 + random() % 60);
    for (float &score : scores)
      score = float(random() % 10) / 10;
    size_t count = 1 + random() % scores.size();
    std::vector<size_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater<>(), [&](size_t i) { return scores[i]; });
    std::vector<bool> expected(scores.size());
    for (size_t i = 0; i < count; ++i)
      expected[order[i]] = true;
    ASSERT_EQ(keepTopShare(scores, double(count) / double(scores.size())).kept, expected);
  }
}

/// Kolmogorov and Smirnov: the greatest distance from the distribution function, which is beyond
/// 1.95 / sqrt(n) in one of a thousand samples of the right one.
TEST(Keep, ParetoIsNumpys) {
  constexpr int kCount = 50000;
  for (double alpha : {1.0, 3.0, 9.0}) {
    std::vector<double> values;
    for (int i = 0; i < kCount; ++i)
      values.push_back(paretoOf(5, uint64_t(i) * 0x9e3779b97f4a7c15, alpha));
    std::ranges::sort(values);
    ASSERT_GE(values.front(), 0);
    double distance = 0;
    for (int i = 0; i < kCount; ++i)
      distance = std::max(
          distance, std::abs(1 - std::pow(1 + values[size_t(i)], -alpha) - (i + 0.5) / kCount));
    EXPECT_LT(distance, 1.95 / std::sqrt(kCount)) << alpha;
  }
}

/// GPT-3's rule keeps a document of score s with the probability (2 - s)^-9: all of score 1.
TEST(Keep, ParetoKeepsByScore) {
  constexpr int kCount = 40000;
  for (double score : {0.0, 0.5, 0.9, 1.0}) {
    int kept = 0;
    for (uint64_t i = 0; i < kCount; ++i)
      kept += paretoOf(1, i * 0x9e3779b97f4a7c15, 9) > 1 - score;
    double expected = std::pow(2 - score, -9);
    EXPECT_NEAR(double(kept) / kCount, expected,
                4 * std::sqrt(expected * (1 - expected) / kCount) + 1e-9)
        << score;
  }
}

TEST(Keep, ParetoIsAFunctionOfSeedAndText) {
  EXPECT_EQ(paretoOf(1, 2, 9), paretoOf(1, 2, 9));
  EXPECT_NE(paretoOf(1, 2, 9), paretoOf(2, 2, 9));
  EXPECT_NE(paretoOf(1, 2, 9), paretoOf(1, 3, 9));
}

} // namespace
