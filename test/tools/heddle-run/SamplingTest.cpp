//===- SamplingTest.cpp - a token from logits -------------------*- C++ -*-===//

#include "tools/heddle-run/Sampling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

using heddle::run::sample;

namespace {

// Probabilities 0.2, 0.5, 0.3.
const std::vector<double> kLogits = {std::log(2.0), std::log(5.0), std::log(3.0)};

TEST(Sampling, FollowsTheCumulatedProbabilities) {
  EXPECT_EQ(*sample(kLogits, 1, 0.0), 0u);
  EXPECT_EQ(*sample(kLogits, 1, 0.199), 0u);
  EXPECT_EQ(*sample(kLogits, 1, 0.201), 1u);
  EXPECT_EQ(*sample(kLogits, 1, 0.699), 1u);
  EXPECT_EQ(*sample(kLogits, 1, 0.701), 2u);
  EXPECT_EQ(*sample(kLogits, 1, 1 - 0x1p-53), 2u);
}

TEST(Sampling, TemperatureSharpens) {
  // At 0.5 the weights are squared: 4, 25, 9 of 38.
  EXPECT_EQ(*sample(kLogits, 0.5, 3.9 / 38), 0u);
  EXPECT_EQ(*sample(kLogits, 0.5, 4.1 / 38), 1u);
  EXPECT_EQ(*sample(kLogits, 0.5, 29.1 / 38), 2u);
}

TEST(Sampling, ZeroTemperatureTakesTheFirstOfTheLikeliest) {
  EXPECT_EQ(*sample(kLogits, 0, 0.99), 1u);
  EXPECT_EQ(*sample(std::vector<double>{1, 3, 3}, 0, 0.99), 1u);
}

TEST(Sampling, LargeLogitsDoNotOverflow) {
  EXPECT_EQ(*sample(std::vector<double>{1e4, 0}, 1, 0.9), 0u);
  EXPECT_EQ(*sample(std::vector<double>{-1e300, 1e300}, 1e-6, 0.0), 1u);
}

TEST(Sampling, NotFiniteIsAnError) {
  EXPECT_FALSE(sample(std::vector<double>{0, NAN}, 1, 0.5).ok());
  EXPECT_FALSE(sample(std::vector<double>{0, INFINITY}, 0, 0.5).ok());
}

} // namespace
