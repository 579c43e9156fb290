//===- BpeTest.cpp - token for token as tiktoken --------------------------===//
//
// tokens.jsonl was recorded by record_tokens.py.
//
//===----------------------------------------------------------------------===//

#include "Gpt2.h"

#include "nlohmann/json.hpp"
#include "gmock/gmock.h"

#include <random>

using namespace heddle::runtime;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Bpe makeGpt2(PreTokenizer preTokenizer) { return *Bpe::create(readGpt2(), preTokenizer); }

struct Pattern {
  const char *name;
  PreTokenizer preTokenizer;
};

class BpeTest : public testing::TestWithParam<Pattern> {};

TEST_P(BpeTest, EncodesAsTiktokenDoes) {
  Bpe bpe = makeGpt2(GetParam().preTokenizer);
  std::istringstream lines(readTestFile("tokens.jsonl"));
  size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    auto recorded = nlohmann::json::parse(line);
    std::string text = recorded["text"];
    EXPECT_EQ(bpe.encode(text), recorded[GetParam().name].get<std::vector<uint32_t>>()) << line;
  }
  EXPECT_GT(count, 600u);
}

/// Twice, so that what the cache remembers is used, and with other pieces in its places.
TEST_P(BpeTest, ACacheChangesNothing) {
  Bpe bpe = makeGpt2(GetParam().preTokenizer);
  PieceCache cache;
  for (int round = 0; round < 2; ++round)
    for (const std::string &text : {readTestFile("tokens.jsonl"), readTestFile("gpt2/vocab.bpe")}) {
      std::vector<uint32_t> tokens;
      bpe.encode(text, tokens, &cache);
      EXPECT_EQ(tokens, bpe.encode(text));
    }
}

/// Of all sizes, so that short and long pieces, cut characters and bad bytes are among them.
TEST_P(BpeTest, DecodesAnyBytesThatItHasEncoded) {
  Bpe bpe = makeGpt2(GetParam().preTokenizer);
  std::mt19937 random(1);
  for (size_t size = 0; size < 400; ++size) {
    std::string text;
    for (size_t i = 0; i < size; ++i)
      text.push_back(char(random() % (size % 2 ? 256 : 4) + (size % 2 ? 0 : 'a')));
    auto decoded = bpe.decode(bpe.encode(text));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(*decoded, text);
  }
}

INSTANTIATE_TEST_SUITE_P(All, BpeTest,
                         testing::Values(Pattern{"gpt2", PreTokenizer::Gpt2},
                                         Pattern{"cl100k", PreTokenizer::Cl100k},
                                         Pattern{"llama3", PreTokenizer::Llama3},
                                         Pattern{"o200k", PreTokenizer::O200k}),
                         [](const auto &info) { return std::string(info.param.name); });

TEST(Bpe, ALongPieceIsMergedAsAShortOne) {
  Bpe bpe = makeGpt2(PreTokenizer::Gpt2);
  // Merges of a run do not depend on what is far away: the tokens of 1,000 letters begin as those
  // of 40 do.
  std::vector<uint32_t> shorter = bpe.encode(std::string(40, 'a')),
                        longer = bpe.encode(std::string(1000, 'a'));
  EXPECT_TRUE(std::equal(shorter.begin(), shorter.end() - 2, longer.begin()));
}

/// A plain way to say what byte-pair encoding is.
std::vector<uint32_t> mergeSlowly(const Vocabulary &vocabulary, std::string_view piece) {
  std::vector<std::string> parts;
  for (char c : piece)
    parts.push_back(std::string(1, c));
  while (true) {
    size_t best = vocabulary.merges.size(), at = 0;
    for (size_t i = 0; i + 1 < parts.size(); ++i)
      for (size_t rank = 0; rank < best; ++rank) {
        const Vocabulary::Merge &merge = vocabulary.merges[rank];
        if (vocabulary.tokens[merge.left] == parts[i] &&
            vocabulary.tokens[merge.right] == parts[i + 1])
          best = rank, at = i;
      }
    if (best == vocabulary.merges.size())
      break;
    parts[at] += parts[at + 1];
    parts.erase(parts.begin() + at + 1);
  }
  std::vector<uint32_t> tokens;
  for (const std::string &part : parts)
    tokens.push_back(std::ranges::find(vocabulary.tokens, part) - vocabulary.tokens.begin());
  return tokens;
}

/// Merges in any order, of which many never happen: leaving those out must change nothing.
TEST(Bpe, MergesAreThoseOfTheDefinition) {
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    Vocabulary vocabulary;
    for (unsigned byte = 0; byte < 256; ++byte)
      vocabulary.tokens.push_back(std::string(1, char(byte)));
    std::vector<uint32_t> known = {'a', 'b', 'c'};
    while (vocabulary.merges.size() < 24) {
      uint32_t left = known[random() % known.size()], right = known[random() % known.size()];
      std::string bytes = vocabulary.tokens[left] + vocabulary.tokens[right];
      auto found = std::ranges::find(vocabulary.tokens, bytes);
      uint32_t id = found - vocabulary.tokens.begin();
      bool isKnown = std::ranges::any_of(vocabulary.merges, [&](const auto &merge) {
        return merge.left == left && merge.right == right;
      });
      if (isKnown || bytes.size() > 9)
        continue;
      if (found == vocabulary.tokens.end()) {
        vocabulary.tokens.push_back(bytes);
        known.push_back(id);
      }
      vocabulary.merges.push_back({left, right, id});
    }
    std::ranges::shuffle(vocabulary.merges, random);
    Bpe bpe = *Bpe::create(vocabulary, PreTokenizer::Gpt2);
    for (size_t size : {2, 3, 5, 9, 20, 48, 49, 150}) {
      std::string piece;
      for (size_t i = 0; i < size; ++i)
        piece.push_back("abc"[random() % 3]);
      ASSERT_EQ(bpe.encode(piece), mergeSlowly(vocabulary, piece)) << piece;
    }
  }
}

TEST(Bpe, AWholePieceIsItsTokenIfTheVocabularySaysSo) {
  Vocabulary vocabulary;
  for (unsigned byte = 0; byte < 256; ++byte)
    vocabulary.tokens.push_back(std::string(1, char(byte)));
  vocabulary.tokens.push_back("abc"); // no merges lead to it
  EXPECT_THAT(Bpe::create(vocabulary, PreTokenizer::Gpt2)->encode("abc"),
              ElementsAre('a', 'b', 'c'));
  vocabulary.wholePieces = true;
  EXPECT_THAT(Bpe::create(vocabulary, PreTokenizer::Gpt2)->encode("abc"), ElementsAre(256));
}

TEST(Bpe, RefusesWhatIsNoVocabulary) {
  Vocabulary vocabulary;
  vocabulary.tokens = {"a"};
  EXPECT_THAT(Bpe::create(vocabulary, PreTokenizer::Gpt2).status().message(),
              HasSubstr("no token for the byte 0"));
  vocabulary = readGpt2();
  vocabulary.merges.push_back(vocabulary.merges.front());
  EXPECT_THAT(Bpe::create(vocabulary, PreTokenizer::Gpt2).status().message(), HasSubstr("twice"));
  vocabulary.merges.back() = {0, 1, 5};
  EXPECT_THAT(Bpe::create(vocabulary, PreTokenizer::Gpt2).status().message(),
              HasSubstr("merges the tokens 0 and 1 into 5, which has other bytes"));
  vocabulary.merges.pop_back();
  vocabulary.tokens.push_back(vocabulary.tokens[1000]);
  EXPECT_THAT(Bpe::create(vocabulary, PreTokenizer::Gpt2).status().message(),
              HasSubstr("the tokens 1000 and 50256 have the same bytes"));
  vocabulary.tokens.pop_back();
  vocabulary.merges.push_back({0, 1, 1u << 20});
  EXPECT_THAT(Bpe::create(vocabulary, PreTokenizer::Gpt2).status().message(),
              HasSubstr("merges tokens that it does not have"));
}

TEST(Bpe, RefusesTokensThatDoNotExist) {
  Bpe bpe = makeGpt2(PreTokenizer::Gpt2);
  std::vector<uint32_t> tokens{50256};
  EXPECT_THAT(bpe.decode(tokens).status().message(), HasSubstr("there is no token 50256"));
}

} // namespace
