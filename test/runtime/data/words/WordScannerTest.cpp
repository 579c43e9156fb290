//===- WordScannerTest.cpp - the words of a text, in lower case -----------===//

#include "runtime/data/words/WordScanner.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <random>
#include <vector>

using namespace heddle::corpus;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> all;
  WordScanner words(text);
  while (words.next())
    all.emplace_back(words.word());
  return all;
}

TEST(WordScanner, RunsOfLettersAndDigits) {
  EXPECT_THAT(split("The  quick-brown Fox_2, x86!"),
              ElementsAre("the", "quick", "brown", "fox", "2", "x86"));
  EXPECT_THAT(split(""), IsEmpty());
  EXPECT_THAT(split(" .,;\n\t"), IsEmpty());
}

/// What stands beside the letters in ASCII is a mistake away from being taken for one.
TEST(WordScanner, NeighboursOfLettersAndDigitsAreNone) {
  EXPECT_THAT(split("a@b[c`d{e/f:g"), ElementsAre("a", "b", "c", "d", "e", "f", "g"));
  EXPECT_THAT(split("AZaz09"), ElementsAre("azaz09"));
  EXPECT_THAT(split(std::string_view("a\0b\x7f"
                                     "c",
                                     5)),
              ElementsAre("a", "b", "c"));
}

TEST(WordScanner, ApostrophesJoinLettersOnly) {
  EXPECT_THAT(split("don't DON\u2019T 'tis' dogs' 90's rock'n'roll a''b"),
              ElementsAre("don't", "don't", "tis", "dogs", "90", "s", "rock'n'roll", "a", "b"));
  EXPECT_THAT(split("l'\u00c9t\u00e9 caf\u00e9's"), ElementsAre("l'\u00e9t\u00e9", "caf\u00e9's"));
  EXPECT_THAT(split("it'"), ElementsAre("it"));
}

TEST(WordScanner, LettersOutsideOfAsciiAreMadeSmall) {
  EXPECT_THAT(split("\u00c4PFEL \u041c\u043e\u0441\u043a\u0432\u0410 \u03a9"),
              ElementsAre("\u00e4pfel", "\u043c\u043e\u0441\u043a\u0432\u0430", "\u03c9"));
  EXPECT_THAT(split("e\u0301a"), ElementsAre("e\u0301a")); // a combining accent
}

TEST(WordScanner, LettersWithoutSpacesStandAlone) {
  EXPECT_THAT(split("\u4f60\u597dabc\u3042"), ElementsAre("\u4f60", "\u597d", "abc", "\u3042"));
  EXPECT_THAT(split("\u0e17\u0e35\u0e48"), ElementsAre("\u0e17\u0e35\u0e48")); // with its marks
}

TEST(WordScanner, SymbolsAreWordsWithoutTheirMarks) {
  EXPECT_THAT(split("x\U0001f595y \u2764\ufe0f"), ElementsAre("x", "\U0001f595", "y", "\u2764"));
  EXPECT_THAT(split("\u20ac\u00bb\u2014"), IsEmpty()); // currency and punctuation are none
}

TEST(WordScanner, BadBytesStandBetweenWords) {
  EXPECT_THAT(split("ab\xff"
                    "cd\xc3"),
              ElementsAre("ab", "cd"));
  EXPECT_THAT(split("\xed\xa0\x80z"), ElementsAre("z"));
}

/// One word of each length around the eight bytes that are read at once, at each place of a text.
TEST(WordScanner, WordsOfAnyLengthAtAnyPlace) {
  for (size_t length = 1; length < 140; ++length)
    for (size_t before = 0; before < 9; ++before)
      for (size_t after = 0; after < 9; ++after) {
        std::string text =
            std::string(before, ' ') + std::string(length, 'Q') + std::string(after, '-');
        WordScanner words(text);
        ASSERT_TRUE(words.next());
        ASSERT_EQ(words.word(), std::string(length, 'q'));
        ASSERT_EQ(words.begin(), before);
        ASSERT_EQ(words.end(), before + length);
        ASSERT_EQ(words.hash(), hashWord(words.word()));
        ASSERT_FALSE(words.next());
      }
}

/// Random bytes: always forward, words inside of the text, and the same words wherever it is cut at
/// a space.
TEST(WordScanner, AnyBytesAreWalkedOverOnce) {
  std::mt19937 random(1);
  const std::string_view parts[] = {"a",      "Z",          "'",         " ",      "9",
                                    "\u00c9", "\u0301",     "\u4e2d",    "\u2019", "\xff",
                                    "\xe2",   "\U0001f595", "longerword"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t i = random() % 24; i > 0; --i)
      text += parts[random() % std::size(parts)];
    std::vector<std::string> once = split(text), twice = once;
    twice.insert(twice.end(), once.begin(), once.end());
    ASSERT_EQ(split(text + " " + text), twice) << text;
    WordScanner words(text);
    for (size_t end = 0; words.next(); end = words.end()) {
      ASSERT_LE(end, words.begin());
      ASSERT_LT(words.begin(), words.end());
      ASSERT_LE(words.end(), text.size());
    }
  }
}

} // namespace
