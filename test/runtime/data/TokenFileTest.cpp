//===- TokenFileTest.cpp - files as tokens ----------------------*- C++ -*-===//

#include "runtime/data/TokenFile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

using namespace heddle::runtime;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string write(const std::string &name, const std::string &text) {
  std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

TEST(TokenFile, BytesAreTokens) {
  Result<TokenFile> file = TokenFile::open(write("bytes.txt", std::string("a\0\xff", 3)), 256);
  ASSERT_TRUE(file.ok()) << file.status().str();
  EXPECT_THAT(file->tokens(), ElementsAre('a', 0, 255));
}

TEST(TokenFile, MoveKeepsTheMapping) {
  Result<TokenFile> file = TokenFile::open(write("move.txt", "abc"), 256);
  ASSERT_TRUE(file.ok());
  TokenFile moved = std::move(*file);
  EXPECT_THAT(moved.tokens(), ElementsAre('a', 'b', 'c'));
  EXPECT_TRUE(file->tokens().empty());
}

TEST(TokenFile, FingerprintIsOfTheContent) {
  Result<TokenFile> a = TokenFile::open(write("a.txt", "same"), 256);
  Result<TokenFile> b = TokenFile::open(write("b.txt", "same"), 256);
  Result<TokenFile> c = TokenFile::open(write("c.txt", "Same"), 256);
  EXPECT_EQ(a->fingerprint(), b->fingerprint());
  EXPECT_NE(a->fingerprint(), c->fingerprint());
}

TEST(TokenFile, Missing) {
  Result<TokenFile> file = TokenFile::open(testing::TempDir() + "no/such", 256);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("No such file"));
}

TEST(TokenFile, Empty) {
  Result<TokenFile> file = TokenFile::open(write("empty.txt", ""), 256);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("empty.txt': the file is empty"));
}

TEST(TokenFile, Directory) {
  Result<TokenFile> file = TokenFile::open(testing::TempDir(), 256);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("not a regular file"));
}

TEST(TokenFile, TokenOutsideTheVocabulary) {
  Result<TokenFile> file = TokenFile::open(write("vocab.txt", std::string("ab\x80", 3)), 128);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(),
              HasSubstr("byte 2 is token 128, but the model's vocab is 128"));
  EXPECT_TRUE(TokenFile::open(write("vocab.txt", "ab\x7f"), 128).ok());
}

} // namespace
