//===- TrainerTest.cpp - merges are learned as elsewhere ------------------===//
//
// merges.txt was recorded by record_merges.py.
//
//===----------------------------------------------------------------------===//

#include "runtime/data/tokenizer/Trainer.h"
#include "Gpt2.h"

#include "gmock/gmock.h"

using namespace heddle::runtime;

namespace {

Vocabulary train(std::initializer_list<std::string_view> texts, size_t size,
                 uint64_t minCount = 2) {
  PieceCounter counter(PreTokenizer::Gpt2);
  for (std::string_view text : texts)
    counter.add(text);
  return *trainBpe(counter.getCounts(), size, minCount);
}

std::string print(const std::vector<Vocabulary::Merge> &merges) {
  std::ostringstream text;
  for (const Vocabulary::Merge &merge : merges)
    text << merge.left << " " << merge.right << " " << merge.result << "\n";
  return text.str();
}

TEST(Trainer, LearnsWhatHuggingFaceLearns) {
  EXPECT_EQ(print(train({readTestFile("gpt2/vocab.bpe")}, 1000).merges),
            readTestFile("merges.txt"));
}

TEST(Trainer, DoesNotDependOnTheOrderOfTheTexts) {
  EXPECT_EQ(print(train({"low lower lowest ", "newer wider ", "low"}, 300).merges),
            print(train({"low", "newer wider ", "low lower lowest "}, 300).merges));
}

/// Of a run the first two are merged first, and pairs that overlap are counted as they are then.
TEST(Trainer, MergesRuns) {
  Vocabulary vocabulary = train({"aaaaaaaa"}, 300, 1);
  std::vector<std::string> learned(vocabulary.tokens.begin() + 256, vocabulary.tokens.end());
  EXPECT_THAT(learned, testing::ElementsAre("aa", "aaaa", "aaaaaaaa"));
}

TEST(Trainer, StopsWhenNothingIsFrequent) {
  EXPECT_EQ(train({"abcdefg"}, 1000).tokens.size(), 256u);
  EXPECT_EQ(train({}, 1000).tokens.size(), 256u);
}

TEST(Trainer, EncodesWithWhatItHasLearned) {
  Vocabulary vocabulary = train({readTestFile("gpt2/vocab.bpe")}, 1000);
  auto bpe = Bpe::create(std::move(vocabulary), PreTokenizer::Gpt2);
  ASSERT_TRUE(bpe.ok()) << bpe.status().message();
  std::string text = "the quick brown fox\n";
  EXPECT_LT(bpe->encode(text).size(), text.size());
  EXPECT_EQ(*bpe->decode(bpe->encode(text)), text);
}

TEST(Trainer, RefusesLessThanTheBytes) {
  EXPECT_EQ(trainBpe({}, 255).status().message(), "a vocabulary of 255 tokens is too small");
}

} // namespace
