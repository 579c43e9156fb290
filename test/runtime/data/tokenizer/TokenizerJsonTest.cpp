//===- TokenizerJsonTest.cpp - Hugging Face's tokenizer.json --------------===//

#include "runtime/data/tokenizer/TokenizerJson.h"
#include "Gpt2.h"

#include "nlohmann/json.hpp"
#include "gmock/gmock.h"

using namespace heddle::runtime;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

class TokenizerJsonTest : public testing::TestWithParam<PreTokenizer> {};

TEST_P(TokenizerJsonTest, IsReadAsItWasWritten) {
  TokenizerDescription written{readGpt2(), GetParam(), {{"<|endoftext|>", 50256}}};
  auto read = parseTokenizerJson(writeTokenizerJson(written), "t");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->vocabulary.tokens, written.vocabulary.tokens);
  EXPECT_EQ(read->preTokenizer, GetParam());
  ASSERT_EQ(read->specials.size(), 1u);
  EXPECT_EQ(read->specials[0].content, "<|endoftext|>");
  ASSERT_EQ(read->vocabulary.merges.size(), written.vocabulary.merges.size());
  EXPECT_TRUE(std::equal(read->vocabulary.merges.begin(), read->vocabulary.merges.end(),
                         written.vocabulary.merges.begin(), [](const auto &a, const auto &b) {
                           return a.left == b.left && a.right == b.right && a.result == b.result;
                         }));
}

INSTANTIATE_TEST_SUITE_P(All, TokenizerJsonTest,
                         testing::Values(PreTokenizer::Gpt2, PreTokenizer::Cl100k,
                                         PreTokenizer::Llama3, PreTokenizer::O200k));

/// A small one, to be changed by tests.
nlohmann::json makeSmall() {
  Vocabulary vocabulary;
  for (unsigned byte = 0; byte < 256; ++byte)
    vocabulary.tokens.push_back(std::string(1, char(byte)));
  vocabulary.tokens.push_back("ab");
  vocabulary.merges.push_back({'a', 'b', 256});
  return nlohmann::json::parse(writeTokenizerJson({vocabulary, PreTokenizer::Cl100k, {}}));
}

std::string errorOf(const nlohmann::json &json) {
  return parseTokenizerJson(json.dump(), "t").status().message();
}

TEST(TokenizerJson, ReadsMergesOfOlderFiles) {
  nlohmann::json json = makeSmall();
  json["model"]["merges"] = {"a b"};
  auto read = parseTokenizerJson(json.dump(), "t");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->vocabulary.merges.at(0).result, 256u);
}

TEST(TokenizerJson, RefusesWhatWouldChangeTokens) {
  EXPECT_EQ(parseTokenizerJson("[1", "t").status().message(), "t: is no JSON object");
  auto changed = [](auto change) {
    nlohmann::json json = makeSmall();
    change(json);
    return errorOf(json);
  };
  EXPECT_EQ(changed([](auto &json) { json["model"]["type"] = "Unigram"; }),
            "t: the model \"Unigram\" is not supported");
  EXPECT_EQ(changed([](auto &json) { json["model"]["dropout"] = 0.1; }),
            "t: model.dropout = 0.1 is not supported");
  EXPECT_EQ(changed([](auto &json) { json["model"]["byte_fallback"] = true; }),
            "t: model.byte_fallback is not supported");
  EXPECT_EQ(changed([](auto &json) { json["normalizer"] = {{"type", "NFC"}}; }),
            "t: the normalizer {\"type\":\"NFC\"} is not supported");
  EXPECT_THAT(changed([](auto &json) { json["pre_tokenizer"] = {{"type", "Whitespace"}}; }),
              StartsWith("t: the pre_tokenizer"));
  EXPECT_THAT(changed([](auto &json) {
                json["pre_tokenizer"]["pretokenizers"][1]["add_prefix_space"] = true;
              }),
              StartsWith("t: the pre_tokenizer"));
  EXPECT_EQ(changed([](auto &json) {
              json["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "x";
            }),
            "t: the pattern {\"Regex\":\"x\"} is not supported");
}

TEST(TokenizerJson, RefusesVocabulariesThatAreNotWhole) {
  auto changed = [](auto change) {
    nlohmann::json json = makeSmall();
    change(json["model"]);
    return errorOf(json);
  };
  EXPECT_EQ(changed([](auto &model) { model.erase("vocab"); }), "t: has no model.vocab");
  EXPECT_EQ(changed([](auto &model) { model["merges"] = 1; }), "t: has no model.merges");
  EXPECT_EQ(changed([](auto &model) { model["vocab"]["a"] = -1; }), "t: gives the token 'a' no id");
  EXPECT_EQ(changed([](auto &model) { model["vocab"]["a"] = 'b'; }),
            "t: gives the id 98 a second time");
  EXPECT_THAT(changed([](auto &model) { model["merges"][0][1] = "c"; }),
              HasSubstr("whose tokens are not all in model.vocab"));
  EXPECT_THAT(changed([](auto &model) { model["merges"][0] = 7; }),
              HasSubstr("has the merge 7, whose tokens"));
}

} // namespace
