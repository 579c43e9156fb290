//===- ByteFileTest.cpp - files as tokens ----------------------*- C++ -*-===//

#include "runtime/data/ByteFile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace heddle::runtime;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string write(const std::string &name, const std::string &text) {
  std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::vector<uint32_t> contentOf(const ByteFile &file) {
  std::vector<uint32_t> tokens(file.size());
  Status status = file.read(0, tokens);
  EXPECT_TRUE(status.ok()) << status.str();
  return tokens;
}

TEST(ByteFile, BytesAreTokens) {
  Result<ByteFile> file = ByteFile::open(write("bytes.txt", std::string("a\0\xff", 3)), 256);
  ASSERT_TRUE(file.ok()) << file.status().str();
  EXPECT_THAT(contentOf(*file), ElementsAre('a', 0, 255));
}

TEST(ByteFile, MoveKeepsTheFile) {
  Result<ByteFile> file = ByteFile::open(write("move.txt", "abc"), 256);
  ASSERT_TRUE(file.ok());
  ByteFile moved = std::move(*file);
  EXPECT_THAT(contentOf(moved), ElementsAre('a', 'b', 'c'));
  EXPECT_EQ(file->size(), 0u);
}

TEST(ByteFile, FingerprintIsOfTheContent) {
  Result<ByteFile> a = ByteFile::open(write("a.txt", "same"), 256);
  Result<ByteFile> b = ByteFile::open(write("b.txt", "same"), 256);
  Result<ByteFile> c = ByteFile::open(write("c.txt", "Same"), 256);
  EXPECT_EQ(*a->fingerprint(), *b->fingerprint());
  EXPECT_NE(*a->fingerprint(), *c->fingerprint());
}

TEST(ByteFile, Missing) {
  Result<ByteFile> file = ByteFile::open(testing::TempDir() + "no/such", 256);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("No such file"));
}

TEST(ByteFile, Empty) {
  Result<ByteFile> file = ByteFile::open(write("empty.txt", ""), 256);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("empty.txt': the file is empty"));
}

TEST(ByteFile, Directory) {
  Result<ByteFile> file = ByteFile::open(testing::TempDir(), 256);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("not a regular file"));
}

TEST(ByteFile, FingerprintSeesBeyondTheFirstPiece) {
  std::string text(3'000'000, 'a');
  Result<ByteFile> a = ByteFile::open(write("long-a.txt", text), 256);
  text.back() = 'b';
  Result<ByteFile> b = ByteFile::open(write("long-b.txt", text), 256);
  EXPECT_NE(*a->fingerprint(), *b->fingerprint());
}

// Opening a fifo without a writer would wait for ever.
TEST(ByteFile, Fifo) {
  std::string path = testing::TempDir() + "fifo-" + std::to_string(getpid());
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  Result<ByteFile> file = ByteFile::open(path, 256);
  std::filesystem::remove(path);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("not a regular file"));
}

// A mapping would end the process with SIGBUS.
TEST(ByteFile, CutWhileInUse) {
  std::string path = write("cut.txt", std::string(10000, 'a'));
  Result<ByteFile> file = ByteFile::open(path, 256);
  ASSERT_TRUE(file.ok());
  std::filesystem::resize_file(path, 5000);
  std::vector<uint32_t> window(100);
  EXPECT_TRUE(file->read(4900, window).ok());
  EXPECT_THAT(file->read(4950, window).message(),
              HasSubstr("cut.txt' became shorter while it was in use: there are no bytes at 5000"));
  EXPECT_THAT(file->fingerprint().status().message(), HasSubstr("became shorter"));
}

// A token that the program has no row for would be read outside of the embedding.
TEST(ByteFile, TokensAreCheckedOnEachRead) {
  Result<ByteFile> file = ByteFile::open(write("changed.txt", "aaaa"), 128);
  ASSERT_TRUE(file.ok());
  write("changed.txt", "aa\x90 ");
  std::vector<uint32_t> window(4);
  EXPECT_THAT(file->read(0, window).message(), HasSubstr("byte 2 is token 144"));
}

TEST(ByteFile, TokenOutsideTheVocabulary) {
  Result<ByteFile> file = ByteFile::open(write("vocab.txt", std::string("ab\x80", 3)), 128);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(),
              HasSubstr("byte 2 is token 128, but the model's vocab is 128"));
  EXPECT_TRUE(ByteFile::open(write("vocab.txt", "ab\x7f"), 128).ok());
}

} // namespace
