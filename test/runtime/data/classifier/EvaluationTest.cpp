//===- EvaluationTest.cpp - how well scores tell two kinds apart ----------===//

#include "runtime/data/classifier/Evaluation.h"
#include "runtime/data/classifier/Calibration.h"

#include "gtest/gtest.h"

#include <cmath>
#include <random>

using namespace heddle::corpus;

namespace {

TEST(Evaluation, OfAnExampleByHand) {
  // Taken for good: 0.9 0.6 0.5; pairs in order: 2 + 2 + 0.5 (the tie) of 2 * 3.
  Evaluation result =
      evaluate({{0.9, true}, {0.6, false}, {0.5, true}, {0.5, false}, {0.1, false}});
  EXPECT_EQ(result.good, 2u);
  EXPECT_EQ(result.raw, 3u);
  EXPECT_DOUBLE_EQ(result.precision, 2.0 / 4);
  EXPECT_DOUBLE_EQ(result.recall, 1);
  EXPECT_DOUBLE_EQ(result.accuracy, 3.0 / 5);
  EXPECT_DOUBLE_EQ(result.rocAuc, 4.5 / 6);
  EXPECT_NEAR(result.brier, (0.01 + 0.36 + 0.25 + 0.25 + 0.01) / 5, 1e-12);
}

TEST(Evaluation, OfNothingAndOfOneKind) {
  EXPECT_EQ(evaluate({}).accuracy, 0);
  EXPECT_EQ(evaluate({{0.7, true}}).rocAuc, 0);
  EXPECT_EQ(evaluate({{0.7, true}}).accuracy, 1);
}

TEST(Evaluation, TheAreaIsTheShareOfPairsInOrder) {
  std::mt19937 random(2);
  std::vector<Scored> documents;
  for (int i = 0; i < 400; ++i)
    documents.push_back({double(random() % 50) / 50, random() % 3 == 0});
  double pairs = 0, ordered = 0;
  for (const Scored &good : documents)
    for (const Scored &raw : documents)
      if (good.good && !raw.good) {
        ++pairs;
        ordered += good.score > raw.score ? 1 : good.score == raw.score ? 0.5 : 0;
      }
  EXPECT_NEAR(evaluate(documents).rocAuc, ordered / pairs, 1e-12);
}

/// Documents whose logits are wrong by a factor and an offset that are known.
TEST(Calibration, FindsSlopeAndOffset) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal(0, 2);
  std::vector<Judged> judged;
  for (int i = 0; i < 40000; ++i) {
    double logit = normal(random);
    bool good = double(random()) / 4294967296.0 < 1 / (1 + std::exp(-(0.5 * logit - 1)));
    judged.push_back({logit, good});
  }
  Calibration calibration = calibrate(judged);
  EXPECT_NEAR(calibration.slope, 0.5, 0.03);
  EXPECT_NEAR(calibration.offset, -1, 0.05);
}

TEST(Calibration, IsFiniteWhereTheKindsAreApart) {
  for (double size : {1e-6, 1.0, 1e6}) {
    Judged judged[] = {{size, true}, {2 * size, true}, {-size, false}};
    Calibration calibration = calibrate(judged);
    EXPECT_TRUE(std::isfinite(calibration.slope) && std::isfinite(calibration.offset)) << size;
    EXPECT_GT(calibration.slope, 0);
  }
  Judged equal[] = {{0, true}, {0, false}};
  EXPECT_TRUE(std::isfinite(calibrate(equal).slope));
}

} // namespace
