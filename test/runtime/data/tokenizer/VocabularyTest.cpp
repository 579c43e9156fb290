//===- VocabularyTest.cpp - vocabulary files ------------------------------===//

#include "Gpt2.h"

#include "gmock/gmock.h"

using namespace heddle::runtime;
using testing::HasSubstr;

namespace {

std::string errorOf(const Result<Vocabulary> &result) { return result.status().message(); }

TEST(Vocabulary, ReadsThatOfGpt2) {
  Vocabulary vocabulary = readGpt2();
  ASSERT_EQ(vocabulary.tokens.size(), 50256u);
  EXPECT_EQ(vocabulary.merges.size(), 50000u);
  EXPECT_EQ(vocabulary.tokens[0], "!");
  EXPECT_EQ(vocabulary.tokens[198], "\n");
  EXPECT_EQ(vocabulary.tokens[262], " the");
  EXPECT_EQ(vocabulary.tokens[50255], " gazed");
}

TEST(Vocabulary, NamesTheLineOfABadVocabBpe) {
  EXPECT_EQ(errorOf(parseVocabBpe("#version: 0.2\nab\n", "v")), "v:2: 'ab' is no merge");
  EXPECT_EQ(errorOf(parseVocabBpe("a b\nxy c\n", "v")),
            "v:2: merges a token that no line before makes: 'xy c'");
  EXPECT_EQ(errorOf(parseVocabBpe("a b\r\na b\n", "v")),
            "v:2: makes a token that a line before has made: 'a b'");
  EXPECT_THAT(errorOf(parseVocabBpe("\x7f b\n", "v")),
              HasSubstr("v:1: merges a token that no line"));
}

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A .tiktoken file of the 256 bytes and what follows them.
std::string makeTiktoken(const std::string &more) {
  std::string text;
  for (unsigned byte = 0; byte < 256; ++byte) {
    text += {kDigits[byte >> 2], kDigits[byte << 4 & 63], '=', '='};
    text += " " + std::to_string(byte) + "\n";
  }
  return text + more;
}

TEST(Vocabulary, ReadsTiktokenRanks) {
  // "ab", "bc", "abc": abc can be made in two ways, of which ab is ranked first.
  auto vocabulary = parseTiktoken(makeTiktoken("YWI= 256\nYmM= 257\nYWJj 258\n"), "v");
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status().message();
  EXPECT_EQ(vocabulary->tokens[258], "abc");
  EXPECT_EQ(vocabulary->merges.size(), 4u);
  auto bpe = Bpe::create(*vocabulary, PreTokenizer::Gpt2);
  ASSERT_TRUE(bpe.ok());
  EXPECT_EQ(bpe->encode("abcbc"), (std::vector<uint32_t>{258, 257}));
}

TEST(Vocabulary, NamesTheLineOfABadTiktokenFile) {
  EXPECT_EQ(errorOf(parseTiktoken("YWI=\n", "v")), "v:1: is no token and rank");
  EXPECT_EQ(errorOf(parseTiktoken("YWI= 1x\n", "v")), "v:1: is no token and rank");
  EXPECT_EQ(errorOf(parseTiktoken("Y?I= 1\n", "v")), "v:1: is no token and rank");
  EXPECT_EQ(errorOf(parseTiktoken("YWI= 99999999\n", "v")), "v:1: is no token and rank");
  EXPECT_EQ(errorOf(parseTiktoken(makeTiktoken("YWI= 7\n"), "v")),
            "v:257: gives the rank 7 a second time");
  EXPECT_EQ(errorOf(parseTiktoken(makeTiktoken("YQ== 300\n"), "v")),
            "v: the tokens 97 and 300 have the same bytes");
  EXPECT_EQ(errorOf(parseTiktoken("YQ== 0\n", "v")), "v: has no token for the byte 0");
}

} // namespace
