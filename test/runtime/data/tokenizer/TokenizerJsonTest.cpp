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
  std::vector<std::string> tokens = written.vocabulary.tokens;
  tokens.push_back("<|endoftext|>"); // Hugging Face's libraries take its id from there
  EXPECT_EQ(read->vocabulary.tokens, tokens);
  EXPECT_EQ(read->preTokenizer, GetParam());
  ASSERT_EQ(read->added.size(), 1u);
  EXPECT_EQ(read->added[0].content, "<|endoftext|>");
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

TEST(TokenizerJson, ReadsAddedTokens) {
  nlohmann::json json = makeSmall();
  json["added_tokens"] = {
      {{"id", 300}, {"content", "<a>"}, {"special", true}},
      {{"id", 301}, {"content", "  "}, {"special", false}, {"normalized", true}}};
  auto read = parseTokenizerJson(json.dump(), "t");
  ASSERT_TRUE(read.ok()) << read.status().message();
  ASSERT_EQ(read->added.size(), 2u);
  EXPECT_TRUE(read->added[0].isSpecial && !read->added[0].isSecond);
  EXPECT_TRUE(!read->added[1].isSpecial && read->added[1].isSecond);
  auto again = parseTokenizerJson(writeTokenizerJson(*read), "t");
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_TRUE(!again->added[1].isSpecial && again->added[1].isSecond);
}

TEST(TokenizerJson, RefusesAddedTokensThatItCannotFollow) {
  auto errorWith = [](nlohmann::json token) {
    nlohmann::json json = makeSmall();
    json["added_tokens"] = nlohmann::json::array({token});
    return errorOf(json);
  };
  EXPECT_THAT(errorWith({{"id", 300}}), HasSubstr("without content or id"));
  EXPECT_THAT(errorWith({{"id", 300}, {"content", ""}}), HasSubstr("without content or id"));
  EXPECT_EQ(errorWith({{"id", 300}, {"content", "<m>"}, {"lstrip", true}}),
            "t: lstrip of the added token \"<m>\" is not supported");
  EXPECT_EQ(errorWith({{"id", 300}, {"content", "ab"}}),
            "t: gives the added token 'ab' the id 300, and in model.vocab 256");
  EXPECT_EQ(errorWith({{"id", 256}, {"content", "<m>"}}),
            "t: gives the id 256 to the added token '<m>' and to another in model.vocab");
}

TEST(TokenizerJson, RefusesWhatWouldChangeTokens) {
  EXPECT_EQ(parseTokenizerJson("[1", "t").status().message(),
            "t: is no JSON object of a tokenizer");
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
