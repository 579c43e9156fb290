//===- TokenFileTest.cpp - token files in and out -------------------------===//

#include "TokensFixture.h"

#include <algorithm>

using namespace heddle;
using namespace heddle::test;
using testing::HasSubstr;

namespace {

using TokenFileTest = TokensTest;

TEST_F(TokenFileTest, IsReadAsItWasWritten) {
  Documents documents = makeDocuments(2000);
  write("a.tokens", documents);
  EXPECT_EQ(documentsOf(open({"a.tokens"})), documents);
  Result<TokenFile> file = TokenFile::open(at("a.tokens"));
  ASSERT_TRUE(file.ok()) << file.status().str();
  EXPECT_TRUE(file->verify().ok());
  EXPECT_EQ(file->layout().bytesPerToken, 2u);
  EXPECT_EQ(file->layout().tokenizer, tokenizer.fingerprint());
  EXPECT_EQ(file->layout().vocab, 1000u);
  EXPECT_EQ(file->layout().endOfDocument, 999u);
  uint64_t bytes = 0;
  for (const auto &document : documents)
    for (uint32_t token : document)
      bytes += token < 256 ? 1 : token < 999 ? token - 254 : 0;
  EXPECT_EQ(file->layout().textBytes, bytes);
}

TEST_F(TokenFileTest, LargeVocabulariesTakeFourBytes) {
  Result<TokenWriter> writer = TokenWriter::create(at("a.tokens"), {7, 200000, 199999, ""});
  std::vector<uint32_t> document = {0, 65535, 65536, 199999};
  ASSERT_TRUE(writer->add(document, 3).ok());
  ASSERT_TRUE(writer->finish().ok());
  TokenView view = open({"a.tokens"});
  EXPECT_EQ(view.files()[0].layout().bytesPerToken, 4u);
  EXPECT_EQ(documentsOf(view), Documents{document});
}

TEST_F(TokenFileTest, KnowsTheDocumentOfEachToken) {
  Documents documents = makeDocuments(300);
  write("a.tokens", documents);
  TokenView view = open({"a.tokens"});
  for (uint64_t document = 0, token = 0; document < documents.size(); ++document)
    for (size_t i = 0; i < documents[document].size(); ++i, ++token)
      ASSERT_EQ(view.documentOf(token), document) << token;
}

TEST_F(TokenFileTest, HoldsItsTokenizer) {
  write("a.tokens", makeDocuments(3));
  write("b.tokens", makeDocuments(3), /*keepsTokenizer=*/false);
  Result<Tokenizer> kept =
      Tokenizer::parseJson(TokenFile::open(at("a.tokens"))->tokenizerJson(), "kept");
  ASSERT_TRUE(kept.ok()) << kept.status().str();
  EXPECT_EQ(kept->fingerprint(), tokenizer.fingerprint());
  EXPECT_EQ(TokenFile::open(at("b.tokens"))->tokenizerJson(), "");
}

TEST_F(TokenFileTest, NothingAppearsBeforeItIsWhole) {
  {
    Result<TokenWriter> writer = TokenWriter::create(at("a.tokens"), corpus::originOf(tokenizer));
    ASSERT_TRUE(writer->add(std::vector<uint32_t>{1, 2}, 2).ok());
    EXPECT_FALSE(std::filesystem::exists(at("a.tokens")));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder)) << "an abandoned file stays";
}

TEST_F(TokenFileTest, AnEmptyFileIsOne) {
  write("a.tokens", {});
  TokenView view = open({"a.tokens"});
  EXPECT_EQ(view.size(), 0u);
  EXPECT_EQ(view.documents(), 0u);
  EXPECT_TRUE(view.verify().ok());
}

TEST_F(TokenFileTest, RefusesWhatIsNoDocument) {
  Result<TokenWriter> writer = TokenWriter::create(at("a.tokens"), corpus::originOf(tokenizer));
  ASSERT_TRUE(writer->add(std::vector<uint32_t>{1}, 1).ok());
  EXPECT_THAT(writer->add({}, 0).message(), HasSubstr("document 1 of"));
  EXPECT_THAT(writer->add(std::vector<uint32_t>{1, 1000}, 0).message(),
              HasSubstr("has the token 1000, but the vocabulary ends at 1000"));
  ASSERT_TRUE(writer->append(std::vector<uint32_t>{1}).ok());
  EXPECT_THAT(writer->finish().message(), HasSubstr("has no end"));
  EXPECT_FALSE(TokenWriter::create(at("no/such/folder"), corpus::originOf(tokenizer)).ok());
}

//===----------------------------------------------------------------------===//
// Damage
//===----------------------------------------------------------------------===//

class DamageTest : public TokensTest {
protected:
  void SetUp() override { write("a.tokens", makeDocuments(10000)); }
  std::string openError() const { return TokenFile::open(at("a.tokens")).status().message(); }
};

/// Whatever byte is changed, somebody notices.
TEST_F(DamageTest, EveryByteIsCovered) {
  uint64_t size = std::filesystem::file_size(at("a.tokens"));
  std::vector<uint64_t> places;
  for (uint64_t i = 0; i < 128; ++i)
    places.push_back(i);
  std::mt19937_64 random(1);
  for (int i = 0; i < 60; ++i)
    places.push_back(128 + random() % (size - 128));
  for (int i = 1; i < 40; ++i)
    places.push_back(size - i);
  for (uint64_t place : places) {
    change("a.tokens", place);
    Result<TokenFile> file = TokenFile::open(at("a.tokens"));
    EXPECT_FALSE(file.ok() && file->verify().ok()) << place;
    change("a.tokens", place);
  }
  EXPECT_TRUE(TokenFile::open(at("a.tokens"))->verify().ok());
}

TEST_F(DamageTest, TheDamagedBlockIsNamed) {
  change("a.tokens", 128 + (1 << 20) + 5);
  EXPECT_THAT(TokenFile::open(at("a.tokens"))->verify().message(),
              HasSubstr("a.tokens': block 1 is damaged: bytes 1048704 to 2097279, tokens 524288 to "
                        "1048575"));
}

TEST_F(DamageTest, CutFilesAreRefused) {
  uint64_t size = std::filesystem::file_size(at("a.tokens"));
  for (uint64_t left : {size - 1, size / 2, uint64_t{128}}) {
    std::filesystem::resize_file(at("a.tokens"), left);
    EXPECT_THAT(openError(),
                HasSubstr("the file has " + std::to_string(left) + " bytes, its header"));
  }
  std::filesystem::resize_file(at("a.tokens"), 100);
  EXPECT_THAT(openError(), HasSubstr("is no token file"));
  std::filesystem::resize_file(at("a.tokens"), 0);
  EXPECT_THAT(openError(), HasSubstr("is no token file"));
}

TEST_F(DamageTest, ChangesDuringUseAreSeen) {
  Result<TokenFile> file = TokenFile::open(at("a.tokens"));
  EXPECT_TRUE(file->checkUnchanged().ok());
  std::filesystem::resize_file(at("a.tokens"), 1000);
  EXPECT_THAT(file->checkUnchanged().message(),
              HasSubstr("a.tokens' was changed while it was in use"));
}

TEST_F(DamageTest, OnlyRegularFilesAreOpened) {
  EXPECT_THAT(TokenFile::open(folder).status().message(), HasSubstr("not a regular file"));
  EXPECT_THAT(TokenFile::open(at("none")).status().message(), HasSubstr("No such file"));
  EXPECT_FALSE(TokenFile::isTokenFile(folder));
  EXPECT_FALSE(TokenFile::isTokenFile(at("none")));
  EXPECT_TRUE(TokenFile::isTokenFile(at("a.tokens")));
}

} // namespace
