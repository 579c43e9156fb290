#include "runtime/data/mixture/Interleaving.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace heddle::runtime;

namespace {

Interleaving interleave(const std::vector<double> &weights) {
  Result<Interleaving> tree = Interleaving::create(weights);
  EXPECT_TRUE(tree.ok());
  return *tree;
}

/// Walks all positions; gives the largest difference of a count from its share of a prefix.
double largestDeviation(const Interleaving &tree, size_t sources, uint64_t positions) {
  std::vector<uint64_t> counts(sources);
  double largest = 0;
  for (uint64_t position = 0; position < positions; ++position) {
    for (uint32_t i = 0; i < sources; ++i)
      largest = std::max(largest, std::abs(counts[i] - position * tree.shareOf(i)));
    Interleaving::Turn turn = tree.at(position);
    EXPECT_EQ(turn.cursor, counts[turn.source]);
    ++counts[turn.source];
  }
  for (uint32_t i = 0; i < sources; ++i)
    EXPECT_EQ(tree.countBefore(i, positions), counts[i]);
  return largest;
}

TEST(Interleaving, EveryPrefixHoldsTheSharesToOneSample) {
  for (const std::vector<double> &weights :
       std::vector<std::vector<double>>{{1},
                                        {1, 1},
                                        {0.5, 0.3, 0.2},
                                        {0.9, 0.09, 0.01},
                                        {82, 16, 1, 0.5, 0.5},
                                        {0.60, 0.22, 0.08, 0.08, 0.03},
                                        {1, 1, 1, 1, 1, 1, 1, 1, 1},
                                        {7, 0, 3}})
    EXPECT_LE(largestDeviation(interleave(weights), weights.size(), 100000), 1);
}

TEST(Interleaving, NeverExceedsItsBound) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(0.001, 1);
  for (int round = 0; round < 60; ++round) {
    std::vector<double> weights(2 + random() % 30);
    for (double &weight : weights)
      weight = std::pow(uniform(random), 3);
    Interleaving tree = interleave(weights);
    EXPECT_LT(tree.bound(), weights.size() <= 6 ? 1 : 1.25);
    EXPECT_LE(largestDeviation(tree, weights.size(), 20000), tree.bound() + 1e-9);
  }
}

TEST(Interleaving, KeepsToItFarOut) {
  std::vector<double> weights = {0.3, 1e-4, 0.3, 0.2, 1.7};
  Interleaving tree = interleave(weights);
  for (uint64_t far : {uint64_t{1} << 30, uint64_t{1} << 40, Interleaving::kMaxPosition - 5000}) {
    uint64_t total = 0;
    for (uint32_t i = 0; i < weights.size(); ++i) {
      total += tree.countBefore(i, far);
      EXPECT_NEAR(tree.countBefore(i, far) / (far * tree.shareOf(i)), 1, 1e-9 + 2e4 / far);
    }
    EXPECT_EQ(total, far);
    for (uint64_t position = far; position < far + 1000; ++position) {
      Interleaving::Turn turn = tree.at(position);
      EXPECT_EQ(tree.countBefore(turn.source, position), turn.cursor);
      EXPECT_EQ(tree.countBefore(turn.source, position + 1), turn.cursor + 1);
    }
  }
}

TEST(Interleaving, RefusesWhatIsNoWeight) {
  for (const std::vector<double> &weights :
       std::vector<std::vector<double>>{{}, {0, 0}, {1, -1}, {NAN}, {1, INFINITY}})
    EXPECT_FALSE(Interleaving::create(weights).ok());
  EXPECT_THAT(Interleaving::create(std::vector<double>{1, -2}).status().message(),
              testing::HasSubstr("source 1"));
}

} // namespace
