//===- TrainerTest.cpp - learning a classifier ----------------------------===//

#include "Sample.h"

#include "runtime/data/classifier/Trainer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace heddle::corpus;
using namespace heddle::test;
using testing::HasSubstr;

namespace {

TEST(Trainer, TellsTwoKindsApart) {
  auto trained = trainClassifier(makeSet(2000), {});
  ASSERT_TRUE(trained.ok());
  const Evaluation &heldOut = trained->heldOut;
  EXPECT_EQ(heldOut.good + heldOut.raw + trained->learned + trained->calibrated, 2000u);
  EXPECT_NEAR(double(trained->learned), 1600, 60);
  EXPECT_GT(heldOut.accuracy, 0.99);
  EXPECT_GT(heldOut.rocAuc, 0.999);
  std::mt19937 random(8);
  EXPECT_GT(trained->classifier.score(makeText(random, true, 0)), 0.9);
  EXPECT_LT(trained->classifier.score(makeText(random, false, 0)), 0.1);
}

/// Words that say nothing: no score is sure, and half of the answers are wrong.
TEST(Trainer, NoiseIsNotLearned) {
  auto trained = trainClassifier(makeSet(4000, 100), {});
  ASSERT_TRUE(trained.ok());
  EXPECT_NEAR(trained->heldOut.rocAuc, 0.5, 0.1);
  EXPECT_NEAR(trained->heldOut.brier, 0.25, 0.02); // without calibration it is above 0.3
}

/// Scores are probabilities: of what is scored about p, a share of about p is good.
TEST(Trainer, ScoresAreCalibrated) {
  auto trained = trainClassifier(makeSet(4000, 85), {});
  ASSERT_TRUE(trained.ok());
  std::mt19937 random(9);
  double scored[5] = {}, good[5] = {}, count[5] = {};
  for (int i = 0; i < 20000; ++i) {
    double score = trained->classifier.score(makeText(random, i % 2, 85));
    int bin = std::min(int(score * 5), 4);
    scored[bin] += score;
    good[bin] += i % 2;
    ++count[bin];
  }
  for (int bin = 0; bin < 5; ++bin) {
    ASSERT_GT(count[bin], 300);
    EXPECT_NEAR(scored[bin] / count[bin], good[bin] / count[bin], 0.06) << bin;
  }
}

TEST(Trainer, SameBytesForTheSameDocumentsAndSeed) {
  TrainingSet set = makeSet(500);
  TrainingOptions options{.seed = 3, .bits = 12};
  std::string once = trainClassifier(set, options)->classifier.format();
  EXPECT_EQ(trainClassifier(set, options)->classifier.format(), once);
  options.seed = 4;
  EXPECT_NE(trainClassifier(set, options)->classifier.format(), once);
}

/// An equal text in the part that is evaluated would be known already.
TEST(Trainer, EqualTextsLieInOnePart) {
  TrainingSet set;
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) {
    std::string text = makeText(random, i % 2, 100);
    for (int copy = 0; copy < 4; ++copy)
      set.add(text, i % 2);
  }
  auto trained = trainClassifier(set, {});
  ASSERT_TRUE(trained.ok());
  EXPECT_NEAR(trained->heldOut.rocAuc, 0.5, 0.25);
  EXPECT_EQ((trained->heldOut.good + trained->heldOut.raw) % 4, 0u);
}

TEST(Trainer, EmptyTextsAndExtremeRatesAreSurvived) {
  TrainingSet set = makeSet(400);
  for (int i = 0; i < 50; ++i)
    set.add("", i % 2);
  for (double rate : {1e-300, 1000.0}) {
    auto trained = trainClassifier(set, {.bits = 10, .epochs = 2, .rate = rate});
    ASSERT_TRUE(trained.ok());
    double score = trained->classifier.score("w1 w2");
    EXPECT_TRUE(score >= 0 && score <= 1) << score;
    EXPECT_TRUE(Classifier::parse(trained->classifier.format(), "it").ok());
  }
}

TEST(Trainer, RefusesWhatCannotBeLearned) {
  TrainingSet one;
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i)
    one.add(makeText(random, true), true);
  auto message = [](const TrainingSet &set, TrainingOptions options) {
    return trainClassifier(set, options).status().message();
  };
  EXPECT_THAT(message(one, {}), HasSubstr("no raw documents to learn from"));
  EXPECT_THAT(message({}, {}), HasSubstr("no good documents"));
  EXPECT_THAT(message(makeSet(100), {.bits = 40}), HasSubstr("2^40 buckets"));
  EXPECT_THAT(message(makeSet(100), {.epochs = 0}), HasSubstr("one epoch"));
  EXPECT_THAT(message(makeSet(100), {.rate = 1e30}), HasSubstr("rate"));
}

} // namespace
