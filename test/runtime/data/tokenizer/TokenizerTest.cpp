//===- TokenizerTest.cpp - text to tokens and back ------------------------===//

#include "runtime/data/tokenizer/Tokenizer.h"
#include "Gpt2.h"

#include "runtime/data/tokenizer/ByteNames.h"
#include "runtime/data/tokenizer/StreamDecoder.h"

#include "nlohmann/json.hpp"
#include "gmock/gmock.h"

using namespace heddle::runtime;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

/// The 256 bytes and "ab" (256), "bc" (257), "abc" (258).
Vocabulary makeSmall() {
  Vocabulary vocabulary;
  for (unsigned byte = 0; byte < 256; ++byte)
    vocabulary.tokens.push_back(std::string(1, char(byte)));
  vocabulary.tokens.insert(vocabulary.tokens.end(), {"ab", "bc", "abc"});
  vocabulary.merges = {{'a', 'b', 256}, {'b', 'c', 257}, {256, 'c', 258}};
  return vocabulary;
}

Tokenizer makeTokenizer(std::vector<AddedToken> added, Vocabulary vocabulary = makeSmall()) {
  Result<Tokenizer> tokenizer =
      Tokenizer::create({std::move(vocabulary), PreTokenizer::Gpt2, std::move(added)});
  EXPECT_TRUE(tokenizer.ok()) << tokenizer.status().str();
  return *tokenizer;
}

std::vector<uint32_t> encode(const Tokenizer &tokenizer, std::string_view text,
                             SpecialText special = SpecialText::IsText) {
  std::vector<uint32_t> tokens;
  tokenizer.encode(text, tokens, special);
  return tokens;
}

//===----------------------------------------------------------------------===//
// Added tokens
//===----------------------------------------------------------------------===//

TEST(Tokenizer, TextBecomesSpecialTokensOnlyIfAllowed) {
  Tokenizer tokenizer = makeTokenizer({{"<e>", 300}});
  EXPECT_THAT(encode(tokenizer, "ab<e>"), ElementsAre(256, '<', 'e', '>'));
  EXPECT_THAT(encode(tokenizer, "ab<e>abc", SpecialText::IsToken), ElementsAre(256, 300, 258));
  EXPECT_EQ(*tokenizer.decode(std::vector<uint32_t>{256, 300, 258}), "ab<e>abc");
  EXPECT_EQ(tokenizer.size(), 301u);
  EXPECT_TRUE(tokenizer.isSpecial(300));
  EXPECT_EQ(tokenizer.textBytesOf(300), 0u);
  EXPECT_EQ(tokenizer.textBytesOf(258), 3u);
}

/// "a" and "b" cannot merge across it either.
TEST(Tokenizer, TheLeftmostAndOfTheseTheLongestIsFound) {
  Tokenizer tokenizer = makeTokenizer({{"<e>", 300}, {"<e><e>", 301}, {"e><", 302}});
  EXPECT_THAT(encode(tokenizer, "a<e>b<e><e>", SpecialText::IsToken),
              ElementsAre('a', 300, 'b', 301));
  EXPECT_THAT(encode(tokenizer, "xe><e>", SpecialText::IsToken), ElementsAre('x', 302, 'e', '>'));
}

TEST(Tokenizer, AddedTokensThatAreNotSpecialAreAlwaysFound) {
  Tokenizer tokenizer = makeTokenizer({{"<e>", 300}, {"  ", 301, /*isSpecial=*/false}});
  EXPECT_THAT(encode(tokenizer, "a   b<e>"), ElementsAre('a', 301, ' ', 'b', '<', 'e', '>'));
  EXPECT_FALSE(tokenizer.isSpecial(301));
  EXPECT_EQ(tokenizer.textBytesOf(301), 2u);
}

TEST(Tokenizer, SecondOnesAreFoundBetweenFirstOnes) {
  Tokenizer tokenizer =
      makeTokenizer({{"bb", 300, false, /*isSecond=*/false}, {"ab", 301, false, true}});
  EXPECT_THAT(encode(tokenizer, "abbab"), ElementsAre('a', 300, 301));
  // Alone, nothing comes before them.
  EXPECT_EQ(makeTokenizer({{"ab", 301, false, true}}).fingerprint(),
            makeTokenizer({{"ab", 301, false, false}}).fingerprint());
}

TEST(Tokenizer, FindsWhatEndsDocuments) {
  EXPECT_EQ(makeTokenizer({{"<x>", 300}}).endOfDocument(), std::nullopt);
  EXPECT_EQ(makeTokenizer({{"<x>", 300}, {"</s>", 301}}).endOfDocument(), 301u);
  TokenizerDescription description{makeSmall(), PreTokenizer::Gpt2, {{"<x>", 300}, {"</s>", 301}}};
  EXPECT_EQ(Tokenizer::create(description, "<x>")->endOfDocument(), 300u);
  EXPECT_EQ(Tokenizer::create(description, "<y>").status().message(),
            "there is no added token '<y>' to end documents");
  std::vector<uint32_t> tokens;
  makeTokenizer({{"</s>", 301}}).encodeDocument("abc", tokens);
  EXPECT_THAT(tokens, ElementsAre(258, 301));
}

TEST(Tokenizer, RefusesAddedTokensThatContradictEachOther) {
  auto errorOf = [](std::vector<AddedToken> added) {
    return Tokenizer::create({makeSmall(), PreTokenizer::Gpt2, added}).status().message();
  };
  EXPECT_EQ(errorOf({{"", 300}}), "the content of the added token 300 is no UTF-8 text");
  EXPECT_EQ(errorOf({{"\xff", 300}}), "the content of the added token 300 is no UTF-8 text");
  EXPECT_EQ(errorOf({{"x", 300}, {"x", 301}}), "the added token 'x' is given twice");
  EXPECT_EQ(errorOf({{"x", 300}, {"y", 300}}), "the added tokens 'x' and 'y' have one id, 300");
  EXPECT_THAT(errorOf({{"x", 1u << 24}}), HasSubstr("ids are below"));
}

//===----------------------------------------------------------------------===//
// One form
//===----------------------------------------------------------------------===//

TEST(Tokenizer, AMergeThatNeverHappensMakesNoDifference) {
  Vocabulary more = makeSmall();
  more.merges.push_back({'a', 257, 258}); // "ab" is merged before "bc" in "abc"
  EXPECT_EQ(makeTokenizer({}, more).fingerprint(), makeTokenizer({}).fingerprint());
  Vocabulary other = makeSmall();
  std::swap(other.merges[0], other.merges[1]);
  EXPECT_NE(makeTokenizer({}, other).fingerprint(), makeTokenizer({}).fingerprint());
}

TEST(Tokenizer, AWholePieceCountsWhereNoMergesLeadToIt) {
  Vocabulary vocabulary = makeSmall();
  vocabulary.wholePieces = true;
  EXPECT_EQ(makeTokenizer({}, vocabulary).fingerprint(), makeTokenizer({}).fingerprint());
  vocabulary.tokens.push_back("xyz");
  Tokenizer tokenizer = makeTokenizer({}, vocabulary);
  EXPECT_THAT(encode(tokenizer, "xyz"), ElementsAre(259));
  EXPECT_TRUE(tokenizer.describe().vocabulary.wholePieces);
}

/// Hugging Face finds them in the vocabulary, although they are special; "<e>" is cut before.
TEST(Tokenizer, ASpecialTokenInTheVocabularyIsAPieceIfItCanBeOne) {
  Vocabulary vocabulary = makeSmall();
  vocabulary.wholePieces = true;
  vocabulary.tokens.insert(vocabulary.tokens.end(), {"pad", "<e>"});
  Tokenizer tokenizer = makeTokenizer({{"pad", 259}, {"<e>", 260}}, vocabulary);
  EXPECT_THAT(encode(tokenizer, "pad<e>"), ElementsAre(259, '<', 'e', '>'));
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

class TokenizerFiles : public heddle::test::FolderTest {
protected:
  std::string save(const std::string &name, const std::string &text) {
    std::ofstream(folder + "/" + name, std::ios::binary) << text;
    return folder + "/" + name;
  }
  std::string errorOf(const std::string &path, const TokenizerOptions &options = {}) {
    return Tokenizer::open(path, options).status().message();
  }
};

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j)
      bits = bits << 8 | (i + j < bytes.size() ? uint8_t(bytes[i + j]) : 0);
    for (size_t j = 0; j < 4; ++j)
      text.push_back(i + j > bytes.size() ? '=' : kDigits[bits >> (18 - 6 * j) & 63]);
  }
  return text;
}

std::string makeTiktoken(const Vocabulary &vocabulary) {
  std::string text;
  for (size_t id = 0; id < vocabulary.tokens.size(); ++id)
    text += base64(vocabulary.tokens[id]) + " " + std::to_string(id) + "\n";
  return text;
}

nlohmann::json makeEncoderJson() {
  nlohmann::json ids;
  Vocabulary vocabulary = readGpt2();
  for (size_t id = 0; id < vocabulary.tokens.size(); ++id)
    ids[writeByteNames(vocabulary.tokens[id])] = id;
  ids["<|endoftext|>"] = 50256;
  return ids;
}

TEST_F(TokenizerFiles, OneTokenizerInAnyFileHasOneFingerprint) {
  std::string merges = readTestFile("gpt2/vocab.bpe");
  Result<Tokenizer> alone = Tokenizer::open(save("vocab.bpe", merges));
  ASSERT_TRUE(alone.ok()) << alone.status().str();
  EXPECT_EQ(alone->size(), 50257u);
  EXPECT_EQ(alone->endOfDocument(), 50256u);
  save("encoder.json", makeEncoderJson().dump());
  std::string versionless = merges.substr(merges.find('\n') + 1);
  std::string json = writeTokenizerJson(alone->describe());
  for (const std::string &path :
       {folder + "/vocab.bpe", save("merges.txt", versionless), save("t.json", json),
        save("r50k_base.tiktoken", makeTiktoken(readGpt2()))}) {
    Result<Tokenizer> tokenizer = Tokenizer::open(path);
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.status().str();
    EXPECT_EQ(tokenizer->fingerprint(), alone->fingerprint()) << path;
    EXPECT_EQ(tokenizer->endOfDocument(), 50256u);
    EXPECT_FALSE(tokenizer->describe().vocabulary.wholePieces);
    EXPECT_EQ(tokenizer->describe().vocabulary.merges.size(), 50000u);
  }
}

/// Recorded: a checkpoint of today must be read tomorrow.
TEST_F(TokenizerFiles, TheFingerprintOfGpt2StaysWhatItIs) {
  Result<Tokenizer> tokenizer = Tokenizer::open("test/runtime/data/tokenizer/gpt2/vocab.bpe");
  ASSERT_TRUE(tokenizer.ok());
  EXPECT_EQ(formatFingerprint(tokenizer->fingerprint()), "1f5514c7e72a8adb");
}

TEST_F(TokenizerFiles, AnEncoderJsonMustFitItsVocabBpe) {
  std::string path = save("vocab.bpe", readTestFile("gpt2/vocab.bpe"));
  auto errorWith = [&](auto change) {
    nlohmann::json ids = makeEncoderJson();
    change(ids);
    save("encoder.json", ids.dump());
    return errorOf(path);
  };
  EXPECT_THAT(
      errorWith([](auto &ids) { ids["!"] = 1, ids["\""] = 0; }),
      HasSubstr("encoder.json: gives the id 1 to '!', but the vocab.bpe beside it to '\"'"));
  EXPECT_THAT(errorWith([](auto &ids) { ids.erase("!"); }),
              HasSubstr("encoder.json: has 50255 of the 50256 tokens"));
  EXPECT_THAT(errorWith([](auto &ids) { ids["!"] = "x"; }), HasSubstr("gives the token '!' no id"));
  save("encoder.json", "[");
  EXPECT_THAT(errorOf(path), HasSubstr("encoder.json: is no JSON object"));
}

TEST_F(TokenizerFiles, RanksThatNobodyPublishedNeedAPattern) {
  std::string path = save("own.tiktoken", makeTiktoken(makeSmall()));
  EXPECT_THAT(errorOf(path), HasSubstr("own.tiktoken: has 259 ranks, as no published vocabulary"));
  TokenizerOptions options;
  options.preTokenizer = PreTokenizer::O200k;
  Result<Tokenizer> tokenizer = Tokenizer::open(path, options);
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status().str();
  EXPECT_EQ(tokenizer->describe().preTokenizer, PreTokenizer::O200k);
  EXPECT_EQ(tokenizer->endOfDocument(), std::nullopt);
}

TEST_F(TokenizerFiles, AnotherVocabularyOfAPublishedSizeIsNotIt) {
  Vocabulary vocabulary = readGpt2();
  vocabulary.tokens.push_back(std::exchange(vocabulary.tokens[50000], "")); // 50256 is taken
  std::string text;
  for (size_t id = 0; id < vocabulary.tokens.size(); ++id)
    if (!vocabulary.tokens[id].empty())
      text += base64(vocabulary.tokens[id]) + " " + std::to_string(id) + "\n";
  EXPECT_THAT(errorOf(save("own.tiktoken", text)), HasSubstr("as no published vocabulary does"));
}

TEST_F(TokenizerFiles, SaysWhatIsWrongWithOthers) {
  EXPECT_THAT(errorOf(folder + "/none"), HasSubstr("none': No such file"));
  EXPECT_THAT(errorOf(save("empty", "")), HasSubstr("empty: is no tokenizer that is known here"));
  EXPECT_THAT(errorOf(save("model", "\x0a\x0e spiece")), HasSubstr("is no tokenizer"));
  EXPECT_THAT(errorOf(save("bad.json", "{")), HasSubstr("bad.json: is no JSON object"));
  std::string deep = "{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}";
  EXPECT_THAT(errorOf(save("deep.json", deep)), HasSubstr("deep.json: is no JSON object"));
  EXPECT_THAT(errorOf(save("bytes.tiktoken", "IQ== 0\nIg== 1\n")),
              HasSubstr("has no token for the byte 0"));
}

//===----------------------------------------------------------------------===//
// Decoding
//===----------------------------------------------------------------------===//

TEST(StreamDecoder, HoldsBackWhatIsNotWhole) {
  Tokenizer tokenizer = makeTokenizer({{"</s>", 300}});
  StreamDecoder decoder(tokenizer);
  std::vector<std::string> parts;
  for (uint8_t byte : std::string("é🙂a"))
    parts.push_back(decoder.add(byte));
  EXPECT_THAT(parts, ElementsAre("", "é", "", "", "", "🙂", "a"));
  EXPECT_EQ(decoder.add(0xf0), "");
  EXPECT_EQ(decoder.add(0x9f), "");
  EXPECT_EQ(decoder.add('a'), "\xf0\x9f"
                              "a"); // it can become nothing any more
  EXPECT_EQ(decoder.add(0xff), "\xff");
  EXPECT_EQ(decoder.add(0xc3), "");
  EXPECT_EQ(decoder.finish(), "\xc3");
  EXPECT_EQ(decoder.finish(), "");
}

TEST(Tokenizer, DecodingNamesATokenThatIsNone) {
  Tokenizer tokenizer = makeTokenizer({{"</s>", 300}});
  EXPECT_EQ(tokenizer.decode(std::vector<uint32_t>{270}).status().message(),
            "there is no token 270; the vocabulary has 301");
}

} // namespace
