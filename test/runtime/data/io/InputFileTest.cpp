//===- InputFileTest.cpp - plain and compressed files -----------*- C++ -*-===//

#include "runtime/data/io/InputFile.h"
#include "test/runtime/Files.h"
#include "test/runtime/data/Compressed.h"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <unistd.h>

using namespace heddle::corpus;
using namespace heddle::runtime;
using namespace heddle::test;
using testing::HasSubstr;

namespace {

class InputFileTest : public FolderTest {
protected:
  std::string write(const std::string &bytes) {
    std::string path = folder + "/file";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  /// What can be read, in pieces of `piece` bytes, and then the error if there is one.
  struct Content {
    std::string bytes;
    Status status;
  };
  static Content readAll(Result<InputFile> file, size_t piece = 100000) {
    if (!file)
      return {"", file.status()};
    Content content;
    std::string buffer(piece, '\0');
    for (;;) {
      EXPECT_EQ(file->offset(), content.bytes.size());
      Result<size_t> count = file->read(buffer);
      content.status = count.status();
      if (!count || *count == 0)
        return content;
      content.bytes += buffer.substr(0, *count);
    }
  }
  Content read(const std::string &bytes, size_t piece = 100000) {
    return readAll(InputFile::open(write(bytes)), piece);
  }
};

TEST_F(InputFileTest, TheFirstBytesSayHowItIsCompressed) {
  std::string text = noise(700000);
  for (const std::string &file : {text, gzip(text), zstd(text)})
    for (size_t piece : {size_t(1000), size_t(100000), size_t(2000000)}) {
      Content content = read(file, piece);
      EXPECT_TRUE(content.status.ok()) << content.status.str();
      EXPECT_TRUE(content.bytes == text);
    }
}

TEST_F(InputFileTest, PiecesOfOneByte) {
  std::string text = noise(500);
  for (const std::string &file : {text, gzip(text) + gzip(text), zstd(text) + zstd(text)})
    EXPECT_TRUE(read(file, 1).status.ok());
}

TEST_F(InputFileTest, MembersAndFramesFollowEachOther) {
  std::string a = noise(300000, 1), b = noise(300000, 2), empty;
  EXPECT_EQ(read(gzip(a) + gzip(empty) + gzip(b)).bytes, a + b);
  std::string skippable("\x51\x2a\x4d\x18\x03\0\0\0xyz", 11);
  EXPECT_EQ(read(skippable + zstd(a) + zstd(empty) + skippable + zstd(b)).bytes, a + b);
}

TEST_F(InputFileTest, EmptyFiles) {
  for (const std::string &file : {std::string(), gzip(""), zstd("")}) {
    Content content = read(file);
    EXPECT_TRUE(content.status.ok()) << content.status.str();
    EXPECT_EQ(content.bytes, "");
  }
}

TEST_F(InputFileTest, CutOffAtEveryPlace) {
  std::string text = noise(1000);
  for (const std::string &file : {gzip(text), zstd(text)})
    for (size_t bytes = 4; bytes < file.size(); bytes += 9) {
      Content content = read(file.substr(0, bytes));
      ASSERT_FALSE(content.status.ok()) << bytes;
      EXPECT_THAT(content.status.message(), HasSubstr("cut off"));
      EXPECT_THAT(content.status.message(), HasSubstr("byte " + std::to_string(bytes)));
      EXPECT_TRUE(text.starts_with(content.bytes));
    }
}

TEST_F(InputFileTest, WhatIsBeforeACutIsGiven) {
  std::string text = noise(500000);
  for (const std::string &file : {gzip(text), zstd(text)}) {
    Content content = read(file.substr(0, file.size() - 4));
    EXPECT_GE(content.bytes.size(), 400000u);
    EXPECT_FALSE(content.status.ok());
  }
}

/// Every flipped bit of the data is noticed: both forms have checksums.
TEST_F(InputFileTest, FlippedBits) {
  std::string text = noise(1000);
  for (const std::string &file : {gzip(text), zstd(text)})
    for (size_t at = 20; at < file.size(); at += 7) {
      std::string damaged = file;
      damaged[at] ^= 4;
      Content content = read(damaged);
      ASSERT_FALSE(content.status.ok()) << at;
      EXPECT_THAT(content.status.message(), HasSubstr("'" + folder + "/file', byte "));
    }
}

TEST_F(InputFileTest, GarbageBehindTheEnd) {
  for (const std::string &garbage : {std::string("garbage"), std::string(10, '\0')}) {
    Content zipped = read(gzip("text") + garbage);
    EXPECT_EQ(zipped.bytes, "text");
    EXPECT_THAT(zipped.status.message(), HasSubstr("no gzip member"));
    EXPECT_THAT(zipped.status.message(), HasSubstr("(4 decompressed)"));
    Content framed = read(zstd("text") + garbage);
    EXPECT_EQ(framed.bytes, "text");
    EXPECT_FALSE(framed.status.ok());
  }
}

TEST_F(InputFileTest, AnErrorStays) {
  Result<InputFile> file = InputFile::open(write(gzip("text") + "garbage"));
  ASSERT_TRUE(file.ok());
  std::string buffer(100, '\0');
  EXPECT_TRUE(file->read(buffer).ok());
  EXPECT_FALSE(file->read(buffer).ok());
  EXPECT_FALSE(file->read(buffer).ok());
}

TEST_F(InputFileTest, FormsThatAreNotRead) {
  EXPECT_THAT(read("BZh91AY&SYxyz").status.message(), HasSubstr("bzip2"));
  EXPECT_THAT(read(std::string("\xfd"
                               "7zXZ\0abc",
                               9))
                  .status.message(),
              HasSubstr("xz"));
  EXPECT_THAT(read("PK\x03\x04zip").status.hint(), HasSubstr("unpack"));
  EXPECT_TRUE(read("BZh9 is how a text may begin").status.ok());
}

TEST_F(InputFileTest, WhatIsNoFile) {
  EXPECT_THAT(InputFile::open(folder).status().message(), HasSubstr("not a regular file"));
  EXPECT_THAT(InputFile::open(folder + "/no").status().message(), HasSubstr("No such file"));
  std::string fifo = folder + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_THAT(InputFile::open(fifo).status().message(), HasSubstr("not a regular file"));
}

TEST_F(InputFileTest, PlainFromAnOffset) {
  std::string path = write(gzip("text"));
  Result<InputFile> file = InputFile::openPlain(path, 2);
  ASSERT_TRUE(file.ok());
  std::string buffer(1000, '\0');
  EXPECT_EQ(file->offset(), 2u);
  EXPECT_EQ(*file->read(buffer), gzip("text").size() - 2);
  EXPECT_EQ(buffer[0], 8); // the method, behind the two bytes of the signature
  EXPECT_FALSE(InputFile::openPlain(path, 1000).ok());
}

TEST_F(InputFileTest, AFileThatBecomesShorter) {
  std::string path = write(noise(1000000));
  Result<InputFile> file = InputFile::open(path);
  std::string buffer(400000, '\0');
  ASSERT_TRUE(file->read(buffer).ok());
  ASSERT_EQ(truncate(path.c_str(), 400000), 0);
  Result<size_t> rest = file->read(buffer);
  ASSERT_FALSE(rest.ok());
  EXPECT_THAT(rest.status().message(), HasSubstr("byte 400000: the file became shorter"));
}

TEST_F(InputFileTest, ProgressOnTheDisk) {
  std::string file = gzip(noise(2000000));
  Result<InputFile> opened = InputFile::open(write(file));
  std::string buffer(1000000, '\0');
  uint64_t last = 0;
  while (*opened->read(buffer) > 0) {
    EXPECT_GE(opened->bytesRead(), last);
    last = opened->bytesRead();
  }
  EXPECT_EQ(last, file.size());
  EXPECT_EQ(opened->bytes(), file.size());
}

TEST(DecodeAll, AskedForMoreThanTheLimit) {
  std::string bomb = gzip(std::string(10000000, 'a')), output;
  Status status = decodeAll(*makeZlibDecoder(), bomb, 1000, output);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.message(), HasSubstr("more than 1000 bytes"));
  EXPECT_LE(output.size(), 1001u);
}

TEST(DecodeAll, BothForms) {
  std::string output;
  EXPECT_TRUE(decodeAll(*makeZlibDecoder(), gzip("text"), 4, output).ok());
  EXPECT_EQ(output, "text");
  EXPECT_TRUE(decodeAll(*makeZlibDecoder(), gzip("text", 15), 4, output).ok());
  EXPECT_EQ(output, "text");
  EXPECT_FALSE(decodeAll(*makeZlibDecoder(), gzip("text").substr(0, 12), 4, output).ok());
}

} // namespace
