//===- OutputFileTest.cpp - whole files or none -----------------*- C++ -*-===//

#include "runtime/data/io/OutputFile.h"

#include "runtime/data/io/InputFile.h"
#include "test/runtime/Files.h"
#include "test/runtime/data/Compressed.h"

#include <gmock/gmock.h>

#include <csignal>
#include <sys/resource.h>

using namespace heddle::corpus;
using namespace heddle::runtime;
using namespace heddle::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

class OutputFileTest : public FolderTest {
protected:
  std::string path = folder + "/out";

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
      names.push_back(entry.path().filename().string());
    return names;
  }
  /// The bytes of the file if `text` is written in pieces of `piece` bytes.
  std::string writeInPieces(const std::string &text, size_t piece, OutputOptions options) {
    Result<OutputFile> file = OutputFile::create(path, options);
    for (size_t at = 0; at < text.size(); at += piece)
      EXPECT_TRUE(file->write(text.substr(at, piece)).ok());
    EXPECT_EQ(file->bytes(), text.size());
    Status status = file->commit();
    EXPECT_TRUE(status.ok()) << status.str();
    EXPECT_EQ(file->bytesOnDisk(), contentOf(path).size());
    return contentOf(path);
  }
};

TEST_F(OutputFileTest, NothingBeforeCommit) {
  {
    Result<OutputFile> file = OutputFile::create(path);
    ASSERT_TRUE(file.ok()) << file.status().str();
    ASSERT_TRUE(file->write("text").ok());
    EXPECT_THAT(names(), ElementsAre(".out.tmp"));
    ASSERT_TRUE(file->commit().ok());
    EXPECT_THAT(names(), ElementsAre("out"));
  }
  EXPECT_EQ(contentOf(path), "text");
}

TEST_F(OutputFileTest, WithoutCommitTheOldFileStays) {
  std::ofstream(path) << "old";
  {
    Result<OutputFile> file = OutputFile::create(path);
    ASSERT_TRUE(file->write(noise(1000000)).ok());
  }
  EXPECT_THAT(names(), ElementsAre("out"));
  EXPECT_EQ(contentOf(path), "old");
}

TEST_F(OutputFileTest, AMovedFileIsOne) {
  Result<OutputFile> file = OutputFile::create(path);
  ASSERT_TRUE(file->write("a").ok());
  {
    OutputFile moved = std::move(*file);
    ASSERT_TRUE(moved.write("b").ok());
    ASSERT_TRUE(moved.commit().ok());
  }
  EXPECT_EQ(contentOf(path), "ab");
}

TEST_F(OutputFileTest, TheBytesDoNotDependOnThePieces) {
  std::string text = noise(1500000);
  for (OutputOptions options :
       {OutputOptions{false}, OutputOptions{true, 3}, OutputOptions{true, 9}}) {
    std::string whole = writeInPieces(text, text.size(), options);
    EXPECT_TRUE(writeInPieces(text, 1000, options) == whole);
    EXPECT_TRUE(writeInPieces(text, 262145, options) == whole);
  }
}

TEST_F(OutputFileTest, ZstdHasAChecksum) {
  std::string text = noise(1000000), file = writeInPieces(text, 1000, {true, 3});
  EXPECT_LT(file.size(), text.size());
  std::string decoded;
  ASSERT_TRUE(decodeAll(*makeZstdDecoder(), file, text.size(), decoded).ok());
  EXPECT_TRUE(decoded == text);
  file.back() ^= 1;
  EXPECT_THAT(decodeAll(*makeZstdDecoder(), file, text.size(), decoded).message(),
              HasSubstr("checksum"));
}

TEST_F(OutputFileTest, EmptyFiles) {
  EXPECT_EQ(writeInPieces("", 1, {false}), "");
  std::string decoded;
  EXPECT_TRUE(decodeAll(*makeZstdDecoder(), writeInPieces("", 1, {true, 3}), 0, decoded).ok());
}

TEST_F(OutputFileTest, WhatAKilledProcessLeftIsWrittenOver) {
  std::ofstream(folder + "/.out.tmp") << "a longer text of a killed process";
  EXPECT_EQ(writeInPieces("text", 1, {false}), "text");
  EXPECT_THAT(names(), ElementsAre("out"));
}

TEST_F(OutputFileTest, TwoAtOnce) {
  Result<OutputFile> first = OutputFile::create(path);
  Result<OutputFile> second = OutputFile::create(path);
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.status().message(), HasSubstr("another process"));
  ASSERT_TRUE(first->write("first").ok());
  ASSERT_TRUE(first->commit().ok());
  EXPECT_TRUE(OutputFile::create(path).ok());
  EXPECT_EQ(contentOf(path), "first");
}

TEST_F(OutputFileTest, Refused) {
  Result<OutputFile> noFolder = OutputFile::create(folder + "/no/out");
  EXPECT_THAT(noFolder.status().message(), HasSubstr("No such file"));
  EXPECT_THAT(noFolder.status().hint(), HasSubstr("make the folder"));
  EXPECT_FALSE(OutputFile::create(path, {true, 1000}).ok());
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(OutputFileTest, AFolderInItsPlace) {
  std::filesystem::create_directories(path);
  {
    Result<OutputFile> file = OutputFile::create(path);
    ASSERT_TRUE(file->write("text").ok());
    EXPECT_THAT(file->commit().message(), HasSubstr("out'"));
  }
  EXPECT_THAT(names(), ElementsAre("out"));
}

/// The error of a full disk comes the same way; a limit can be set without one.
TEST_F(OutputFileTest, NoRoom) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit old, small;
  getrlimit(RLIMIT_FSIZE, &old);
  small = {600000, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  Status status, again, committed;
  {
    Result<OutputFile> file = OutputFile::create(path);
    status = file->write(noise(1000000));
    again = file->write("more");
    committed = file->commit();
  }
  setrlimit(RLIMIT_FSIZE, &old);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.message(), HasSubstr("out': File too large; 600000 bytes were written"));
  EXPECT_THAT(status.hint(), HasSubstr("ulimit -f"));
  EXPECT_EQ(again.message(), status.message());
  EXPECT_EQ(committed.message(), status.message());
  EXPECT_THAT(names(), IsEmpty());
}

} // namespace
