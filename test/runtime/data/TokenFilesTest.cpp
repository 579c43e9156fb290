//===- TokenFilesTest.cpp - token files as what a run reads ---------------===//

#include "runtime/data/TokenFiles.h"
#include "test/runtime/data/tokens/TokensFixture.h"

using namespace heddle::test;
using heddle::runtime::TokenFiles;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class TokenFilesTest : public TokensTest {
protected:
  void SetUp() override {
    write("a", {{1, 2, 3}, {4}});
    write("b", {{5, 6}, {7}});
  }
};

TEST_F(TokenFilesTest, FindsTheStartsOfDocuments) {
  Result<TokenFiles> files = TokenFiles::open({at("a"), at("b")}, 1000);
  ASSERT_TRUE(files.ok()) << files.status().str();
  auto startsIn = [&](uint64_t first, uint64_t last) {
    std::vector<uint64_t> starts;
    files->findStarts(first, last, starts);
    return starts;
  };
  EXPECT_THAT(startsIn(0, 7), ElementsAre(0, 3, 4, 6));
  EXPECT_THAT(startsIn(1, 4), ElementsAre(3));
  EXPECT_THAT(startsIn(3, 5), ElementsAre(3, 4));
  EXPECT_THAT(startsIn(5, 6), ElementsAre());
  EXPECT_THAT(startsIn(7, 7), ElementsAre());
  std::vector<uint32_t> tokens(4);
  ASSERT_TRUE(files->read(2, tokens).ok());
  EXPECT_THAT(tokens, ElementsAre(3, 4, 5, 6));
  EXPECT_EQ(files->bytesPerToken(), 1.0);
}

TEST_F(TokenFilesTest, TheModelMustHaveAllTokens) {
  EXPECT_TRUE(TokenFiles::open({at("a")}, 1024).ok()) << "the rest is padding";
  EXPECT_THAT(TokenFiles::open({at("a")}, 999).status().message(),
              HasSubstr("is of a tokenizer of 1000 tokens, but the model's vocab is 999"));
  write("empty", {});
  EXPECT_THAT(TokenFiles::open({at("empty")}, 1024).status().message(), HasSubstr("holds no text"));
}

/// The model has no row for it.
TEST_F(TokenFilesTest, TokensAreCheckedOnEachRead) {
  change("a", 128 + 2 * 2 + 1, 0x40);
  Result<TokenFiles> files = TokenFiles::open({at("a")}, 1000);
  ASSERT_TRUE(files.ok()) << "only verify() reads all of a file";
  std::vector<uint32_t> tokens(4);
  EXPECT_THAT(files->read(0, tokens).message(), HasSubstr("token 2 of the data is 16387, but"));
}

} // namespace
