//===- LinesTest.cpp - lines, paragraphs, characters, phrases -------------===//

#include "runtime/data/text/ByteScan.h"
#include "runtime/data/text/Search.h"
#include "runtime/data/text/TextStatistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

using namespace heddle::runtime;

namespace {

std::vector<std::string> splitLines(std::string_view text) {
  TextStatistics statistics;
  EXPECT_TRUE(statistics.assign(text).ok());
  std::vector<std::string> lines;
  statistics.forEachLine([&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

using Lines = std::vector<std::string>;

/// As Python's str.splitlines.
TEST(LinesTest, EndAtWhatPythonEndsThem) {
  EXPECT_EQ(splitLines(""), Lines{});
  EXPECT_EQ(splitLines("\n"), Lines{""});
  EXPECT_EQ(splitLines("a\n\nb"), (Lines{"a", "", "b"}));
  EXPECT_EQ(splitLines("a\r\nb\rc\n\rd\r\n"), (Lines{"a", "b", "c", "", "d"}));
  EXPECT_EQ(splitLines("a\vb\fc\x1c"
                       "d\x1e"
                       "e\xc2\x85"
                       "f\u2028g\u2029"),
            (Lines{"a", "b", "c", "d", "e", "f", "g"}));
  EXPECT_EQ(splitLines("a\x1f\u2027\u0084b"), Lines{"a\x1f\u2027\u0084b"}); // none of their like
}

TEST(LinesTest, RareEndsAreSeenAtEveryPlace) {
  for (std::string end : {"\r", "\v", "\x1e", "\u0085", "\u2028", "\u2029"})
    for (size_t before = 0; before < 70; ++before)
      for (size_t behind = 0; behind < 3; ++behind)
        EXPECT_TRUE(hasRareLineEnds(std::string(before, 'x') + end + std::string(behind, 'x')))
            << before;
  EXPECT_FALSE(hasRareLineEnds("\xe2\x80\xa6\xe2\x80"));
  EXPECT_FALSE(hasRareLineEnds("\xc2"));
  EXPECT_FALSE(hasRareLineEnds(""));
}

std::vector<std::string> textsOf(std::span<const Passage> passages) {
  std::vector<std::string> texts;
  for (const Passage &passage : passages)
    texts.push_back(std::string(passage.text) + (passage.isRepeated ? "*" : ""));
  return texts;
}

TEST(LinesTest, RepeatedOnesAreMarked) {
  TextStatistics statistics;
  ASSERT_TRUE(statistics.assign(" \n\na\nb\n\n\n\na\nb\n\nc\n").ok());
  EXPECT_EQ(textsOf(statistics.lines()),
            (Lines{" ", "", "a", "b", "*", "*", "*", "a*", "b*", "*", "c", "*"}));
  EXPECT_EQ(textsOf(statistics.paragraphs()), (Lines{"a\nb", "a\nb*", "c"}));
  EXPECT_EQ(statistics.newlines(), 11u);
  ASSERT_TRUE(statistics.assign(" \n").ok());
  EXPECT_EQ(textsOf(statistics.paragraphs()), Lines{""});
}

TEST(TextStatisticsTest, WordsOfAKnownNumberAreFoundWhenTheyAreAskedFor) {
  TextStatistics statistics;
  ASSERT_TRUE(statistics.assign("of an older text").ok());
  ASSERT_TRUE(statistics.assign("two é", 2).ok());
  EXPECT_EQ(statistics.wordCount(), 2u);
  EXPECT_EQ(statistics.chars(), 5u);
  ASSERT_EQ(statistics.words().size(), 2u);
  EXPECT_EQ(statistics.words()[1], "é");
}

TEST(CharactersTest, CountsAndEnds) {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += i % 3 ? "é" : "a";
  EXPECT_EQ(countChars(text), 1000u);
  EXPECT_EQ(countByte(text, 'a'), 334u);
  EXPECT_EQ(countTriples(".......", "..."), 2u);
  EXPECT_EQ(countTriples("…a…", "…"), 2u);
  EXPECT_EQ(countTriples("..", "..."), 0u);
  EXPECT_EQ(lastChar("a𐐷").code, 0x10437u);
  EXPECT_EQ(lastChar("\x80\x80\x80\x80\x80").code, kInvalidCode);
  EXPECT_EQ(trim(" \u3000\x1f a b\t\u2029"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(PhraseTest, IsFoundInAnyCaseAtEveryPlace) {
  Phrase phrase("lorem ipsum");
  EXPECT_FALSE(phrase.isIn("lorem ipsu"));
  EXPECT_FALSE(phrase.isIn("lorem\x00ipsum"));
  for (size_t before : {0, 1, 63, 1013, 1014, 1020, 1024, 3000})
    for (std::string behind : {"", "m"}) {
      std::string text = std::string(before, 'l') + "LoreM IpsUm" + behind;
      EXPECT_TRUE(phrase.isIn(text)) << before;
      text[before + 5] = '_';
      EXPECT_FALSE(phrase.isIn(text)) << before;
    }
}

TEST(ByteScanTest, AgreesWithALookAtEachByte) {
  std::mt19937 random(1);
  ByteScan scan;
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 400, ' ');
    for (char &c : text)
      c = "aZz@[`{ \t\n\x1c\x1b\x08\xc3"[random() % (round % 2 ? 14 : 3)];
    scan.assign(text);
    std::vector<uint32_t> bounds;
    auto isSpace = [](char c) {
      return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    };
    auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    for (uint32_t i = 0; i <= text.size(); ++i)
      if ((i == 0 || isSpace(text[i - 1])) != (i == text.size() || isSpace(text[i])))
        bounds.push_back(i);
    ASSERT_THAT(scan.bounds(), testing::ElementsAreArray(bounds));
    for (size_t i = 0; i < text.size(); ++i) {
      size_t letters = 0;
      while (i + letters < text.size() && isLetter(text[i + letters]))
        ++letters;
      size_t most = ByteScan::kMostLetters;
      ASSERT_EQ(std::min(scan.countLetters(i), most), std::min(letters, most));
    }
  }
}

} // namespace
