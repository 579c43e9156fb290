//===- ClassifierTest.cpp - scores and files of classifiers ---------------===//

#include "Sample.h"

#include "runtime/data/classifier/Classifier.h"
#include "runtime/data/classifier/Tokens.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <xxhash.h>

using namespace heddle::corpus;
using testing::HasSubstr;

namespace {

constexpr unsigned kBits = 8;

Classifier makeClassifier(double scale = 0.001, double bias = 0.25) {
  std::mt19937 random(2);
  std::vector<int16_t> weights;
  for (int i = 0; i < 1 << kBits; ++i)
    weights.push_back(int16_t(random()));
  return Classifier(11, kBits, weights, scale, bias);
}

std::vector<Token> tokensOf(std::string_view text) {
  std::vector<Token> tokens;
  forEachToken(text, [&](Token token) { tokens.push_back(token); });
  return tokens;
}

/// `bytes` with a checksum that fits.
std::string sign(std::string bytes) {
  bytes.resize(bytes.size() - 8);
  uint64_t checksum = XXH3_64bits(bytes.data(), bytes.size());
  return bytes.append(reinterpret_cast<const char *>(&checksum), 8);
}

TEST(Tokens, AreWordsAndThePunctuationBetweenThem) {
  EXPECT_EQ(tokensOf("a b"), tokensOf(" A\n\n b "));
  EXPECT_EQ(tokensOf("a b").size(), 2u);
  EXPECT_EQ(tokensOf("\"a, b\" ...").size(), 5u); // " a , b "...
  EXPECT_EQ(tokensOf("a. , b"), tokensOf("a.,b"));
  EXPECT_NE(tokensOf("a, b"), tokensOf("a; b"));
  EXPECT_EQ(tokensOf("a========b"), tokensOf("a==========b"));
  EXPECT_EQ(tokensOf(" \n").size(), 0u);
}

/// The definition, written down once more.
TEST(Classifier, TheLogitIsTheMeanOfTheWeights) {
  std::mt19937 random(2);
  std::vector<int16_t> weights;
  for (int i = 0; i < 1 << kBits; ++i)
    weights.push_back(int16_t(random()));
  std::vector<Token> tokens = tokensOf("To be or not, to be.");
  FeatureHash hash(11, kBits);
  double sum = 0, count = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    sum += weights[hash.unigram(tokens[i])];
    ++count;
    if (i > 0) {
      sum += weights[hash.bigram(tokens[i - 1], tokens[i])];
      ++count;
    }
  }
  double logit = 0.25 + 0.001 * sum / count;
  Classifier classifier = makeClassifier();
  EXPECT_NEAR(classifier.logit(tokens), logit, 1e-12);
  EXPECT_NEAR(classifier.score("To be or not, to be."), 1 / (1 + std::exp(-logit)), 1e-12);
  EXPECT_EQ(classifier.score("To be or not, to be."), classifier.score(tokens));
}

TEST(Classifier, ATextWithoutTokensHasTheScoreOfTheBias) {
  EXPECT_NEAR(makeClassifier(0.001, 0).score(" \n "), 0.5, 1e-15);
  EXPECT_EQ(makeClassifier(0.001, 1000).score(""), 1);
  EXPECT_EQ(makeClassifier(0.001, -1000).score(""), 0);
}

TEST(Classifier, TheOrderOfWordsMatters) {
  EXPECT_NE(makeClassifier().score("dog bites man"), makeClassifier().score("man bites dog"));
}

TEST(Classifier, ComesBackFromItsFile) {
  Classifier classifier = makeClassifier();
  std::string bytes = classifier.format();
  EXPECT_EQ(bytes.size(), 40 + 2 * 256 + 8u);
  auto read = Classifier::parse(bytes, "model");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->format(), bytes);
  EXPECT_EQ(read->score("some text"), classifier.score("some text"));
}

TEST(Classifier, EveryDamagedByteIsSeen) {
  std::string bytes = makeClassifier().format();
  for (size_t i = 0; i < bytes.size(); ++i)
    for (int bit : {0, 7}) {
      std::string damaged = bytes;
      damaged[i] = char(damaged[i] ^ 1 << bit);
      auto read = Classifier::parse(damaged, "model");
      ASSERT_FALSE(read.ok()) << i;
      EXPECT_THAT(read.status().message(), testing::StartsWith("model: "));
    }
}

TEST(Classifier, EveryWrongLengthIsSeen) {
  std::string bytes = makeClassifier().format();
  for (size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(Classifier::parse(bytes.substr(0, size), "model").ok()) << size;
  EXPECT_FALSE(Classifier::parse(bytes + "x", "model").ok());
}

/// A checksum that fits does not make a file good, nor may it make us allocate what it says.
TEST(Classifier, SignedNonsenseIsRefused) {
  auto message = [](size_t at, const auto &value) {
    std::string bytes = makeClassifier().format();
    std::memcpy(bytes.data() + at, &value, sizeof value);
    return Classifier::parse(sign(bytes), "model").status().message();
  };
  EXPECT_THAT(message(0, 'X'), HasSubstr("is no classifier"));
  EXPECT_THAT(message(8, uint32_t(2)), HasSubstr("version 2"));
  EXPECT_THAT(message(12, uint32_t(63)), HasSubstr("2^63 buckets"));
  EXPECT_THAT(message(12, uint32_t(26)), HasSubstr("bytes instead of"));
  EXPECT_THAT(message(24, std::nan("")), HasSubstr("no number"));
  EXPECT_THAT(message(32, HUGE_VAL), HasSubstr("no number"));
}

TEST(Classifier, RandomBytesAreRefused) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = round % 2 ? "HDLCLSF1" : "";
    for (size_t i = random() % 700; i > 0; --i)
      bytes.push_back(char(random()));
    ASSERT_FALSE(Classifier::parse(bytes, "model").ok());
  }
}

} // namespace
