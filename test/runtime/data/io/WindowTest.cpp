//===- WindowTest.cpp - lines and views of a file ---------------*- C++ -*-===//

#include "runtime/data/io/Window.h"
#include "test/runtime/Files.h"
#include "test/runtime/data/Compressed.h"

#include <gmock/gmock.h>

using namespace heddle::corpus;
using namespace heddle::runtime;
using namespace heddle::test;
using testing::ElementsAre;

namespace {

class WindowTest : public FolderTest {
protected:
  Window open(const std::string &bytes) {
    std::ofstream(folder + "/file", std::ios::binary) << bytes;
    return Window(std::move(*InputFile::open(folder + "/file")));
  }
  std::vector<std::string> lines(const std::string &bytes, size_t limit = 1000000) {
    Window window = open(bytes);
    std::vector<std::string> lines;
    uint64_t offset = 0;
    for (;;) {
      Result<std::optional<Line>> line = takeLine(window, limit);
      EXPECT_TRUE(line.ok());
      if (!*line)
        return lines;
      EXPECT_EQ((*line)->offset, offset);
      offset += (*line)->bytes;
      lines.push_back((*line)->isTooLong ? "(long)" : std::string((*line)->text));
    }
  }
};

TEST_F(WindowTest, Lines) {
  EXPECT_THAT(lines("a\n\nbc\r\nd"), ElementsAre("a", "", "bc\r", "d"));
  EXPECT_THAT(lines("a\n"), ElementsAre("a"));
  EXPECT_THAT(lines("\n"), ElementsAre(""));
  EXPECT_THAT(lines(""), ElementsAre());
}

TEST_F(WindowTest, LongLines) {
  EXPECT_THAT(lines("abc\nabcd\nx", 3), ElementsAre("abc", "(long)", "x"));
  EXPECT_THAT(lines("abcd", 3), ElementsAre("(long)"));
  std::string big = noise(3000000);
  EXPECT_THAT(lines("a\n" + big + "\nb\n"), ElementsAre("a", "(long)", "b"));
  EXPECT_THAT(lines(big + "\n" + big, 3000000), ElementsAre(big, big));
}

TEST_F(WindowTest, LinesAroundTheBorderOfPieces) {
  for (size_t bytes = (256 << 10) - 3; bytes < (256 << 10) + 3; ++bytes) {
    std::string first = noise(bytes);
    EXPECT_THAT(lines(first + "\nsecond\n"), ElementsAre(first, "second"));
  }
}

/// A hostile file asks for much and takes little: the bytes must not be moved each time.
TEST_F(WindowTest, AskedForMuchMoreThanIsTaken) {
  std::string bytes = noise(20000000);
  Window window = open(bytes);
  for (size_t taken = 0; taken < 15000000; taken += 10) {
    ASSERT_TRUE(window.fill(4000000).ok());
    ASSERT_GE(window.view().size(), 4000000u);
    ASSERT_EQ(window.view().substr(0, 10), std::string_view(bytes).substr(taken, 10));
    window.take(10);
  }
  EXPECT_EQ(window.offset(), 15000000u);
}

TEST_F(WindowTest, TheRestOfALine) {
  Window window = open("abc\nd");
  ASSERT_TRUE(passLine(window, 100).ok());
  EXPECT_EQ(window.offset(), 4u);
  ASSERT_TRUE(passLine(window, 100).ok());
  EXPECT_EQ(window.offset(), 5u);
}

/// A unit does not read the rest of a file that has no line end.
TEST_F(WindowTest, TheRestOfALineUpToAnOffset) {
  Window window = open(noise(5000000) + "\n");
  ASSERT_TRUE(passLine(window, 100000).ok());
  EXPECT_GT(window.offset(), 100000u);
  EXPECT_LT(window.offset(), 1000000u);
}

TEST_F(WindowTest, WhatIsBeforeAnErrorIsVisible) {
  Window window = open(gzip("text") + "garbage");
  EXPECT_FALSE(window.fill(5).ok());
  EXPECT_EQ(window.view(), "text");
  EXPECT_TRUE(window.fill(4).ok());
}

} // namespace
