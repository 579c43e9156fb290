//===- FoldedWordsTest.cpp - what a word is -------------------------------===//

#include "runtime/data/dedup/FoldedWords.h"
#include "runtime/data/dedup/Shingles.h"
#include "test/runtime/data/dedup/RandomTexts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle::corpus;
using namespace heddle::test;
using testing::ElementsAre;

namespace {

std::vector<uint64_t> hashesOf(std::vector<std::string> words) {
  std::vector<uint64_t> hashes;
  for (const std::string &word : words)
    hashes.push_back(hashFoldedWord(word));
  return hashes;
}

std::vector<uint64_t> scan(std::string_view text, Punctuation kind = Punctuation::Divides) {
  FoldedWords words(kind);
  auto found = words.scan(text);
  return {found.begin(), found.end()};
}

/// The words as the text has them.
std::vector<std::string> placesOf(std::string_view text, Punctuation kind) {
  FoldedWords words(kind);
  words.scan(text);
  std::vector<std::string> places;
  for (const FoldedWordSpan &span : words.spans())
    places.emplace_back(text.substr(span.begin, span.end - span.begin));
  return places;
}

} // namespace

TEST(FoldedWordsTest, CaseLayoutAndPunctuationMakeNoDifference) {
  EXPECT_EQ(scan("  The QUICK,\tbrown\n\nfox_7! "),
            hashesOf({"the", "quick", "brown", "fox", "7"}));
  EXPECT_EQ(scan("ÄÖ Straße ΣΊΓΜΑ"), hashesOf({"äö", "straße", "σίγμα"}));
  EXPECT_EQ(scan("a\u00a0b\u2014c \u201cd\u201d"), hashesOf({"a", "b", "c", "d"}));
  EXPECT_EQ(scan(""), hashesOf({}));
  EXPECT_EQ(scan("... --- \u2026"), hashesOf({}));
}

TEST(FoldedWordsTest, PunctuationDividesOrVanishes) {
  EXPECT_EQ(scan("don't re-do (it)."), hashesOf({"don", "t", "re", "do", "it"}));
  EXPECT_EQ(scan("don't re-do (it).", Punctuation::Vanishes), hashesOf({"dont", "redo", "it"}));
  EXPECT_EQ(scan("don\u2019t\u2028x\u3000y", Punctuation::Vanishes), hashesOf({"dont", "x", "y"}));
}

TEST(FoldedWordsTest, ScriptsWithoutSpacesHaveAWordForACharacter) {
  EXPECT_EQ(scan("中文abc文。"), hashesOf({"中", "文", "abc", "文"}));
  EXPECT_EQ(scan("カナかな"), hashesOf({"カ", "ナ", "か", "な"}));
  // A mark stays with its character; Korean has spaces.
  EXPECT_EQ(scan("ที่"), hashesOf({"ที่"}));
  EXPECT_EQ(scan("한국어 말"), hashesOf({"한국어", "말"}));
  EXPECT_EQ(scan("中a\u0301文", Punctuation::Vanishes), hashesOf({"中", "a\u0301", "文"}));
}

TEST(FoldedWordsTest, PlacesAreThoseOfTheText) {
  EXPECT_THAT(placesOf(" Don't stop, ÄB 中文!", Punctuation::Vanishes),
              ElementsAre("Don't", "stop", "ÄB", "中", "文"));
  EXPECT_THAT(placesOf("\"(x)\" y.", Punctuation::Vanishes), ElementsAre("x", "y"));
  EXPECT_THAT(placesOf("Don't", Punctuation::Divides), ElementsAre("Don", "t"));
}

TEST(FoldedWordsTest, BytesThatAreNoUtf8DivideAndNothingGrowsBeyondItsRoom) {
  EXPECT_EQ(scan("a\xff"
                 "b\xc3"),
            hashesOf({"a", "b"}));
  // U+023A is two bytes, its small letter three.
  std::string text, small;
  for (int i = 0; i < 1000; ++i) {
    text += "\u023a";
    small += "\u2c65";
  }
  EXPECT_EQ(scan(text), hashesOf({small}));
}

TEST(FoldedWordsTest, HasWordsCounts) {
  EXPECT_TRUE(hasWords("", 0));
  EXPECT_FALSE(hasWords("}", 1));
  EXPECT_TRUE(hasWords("one two, three", 3));
  EXPECT_FALSE(hasWords("one two, three", 4));
  EXPECT_TRUE(hasWords("中文字", 3));
  EXPECT_FALSE(hasWords("한국어", 2));
}

TEST(FoldedWordsTest, BlocksRunsAndCharactersAgree) {
  // Any text behind any number of spaces has the same words, which hasWords() counts too.
  const std::vector<std::string> pieces = {"a",      "Zz9", " ",    "\n",     "-",
                                           ".,",     "é",   "中",   "\u0301", "ที่",
                                           "\u00a0", "—",   "\xff", "\xc3",   "0123456789abcdefX"};
  Random random(8);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (uint64_t count = random.below(40); count > 0; --count)
      text += pieces[random.below(pieces.size())];
    for (Punctuation kind : {Punctuation::Divides, Punctuation::Vanishes}) {
      // What is not ASCII makes all of the text be read character by character.
      std::vector<uint64_t> plain = scan(text, kind),
                            behind = scan(std::string(random.below(70), ' ') + text, kind),
                            wide = scan("\u3000" + text, kind);
      ASSERT_EQ(plain, behind) << testing::PrintToString(text);
      ASSERT_EQ(plain, wide) << testing::PrintToString(text);
      if (kind == Punctuation::Divides) {
        EXPECT_TRUE(hasWords(text, uint32_t(plain.size()))) << testing::PrintToString(text);
        EXPECT_FALSE(hasWords(text, uint32_t(plain.size() + 1))) << testing::PrintToString(text);
      }
    }
  }
}

TEST(ShinglesTest, RunsOfWords) {
  Shingler three(3);
  EXPECT_EQ(three.scan("a b c d e").size(), 3u);
  EXPECT_EQ(three.scan("a b c").size(), 1u);
  EXPECT_EQ(three.scan("").size(), 0u);
  // The same run, wherever it stands; another order, another run.
  auto first = three.distinct("x a b c y"), second = three.distinct("A, b: C"),
       other = three.distinct("b a c");
  EXPECT_EQ(overlapOf(first, second).shared, 1u);
  EXPECT_EQ(overlapOf(first, other).shared, 0u);
}

TEST(ShinglesTest, AShorterTextIsOneShingle) {
  Shingler five(5);
  EXPECT_EQ(five.distinct("only three words"), five.distinct("Only THREE words!"));
  EXPECT_EQ(five.distinct("only three words").size(), 1u);
  EXPECT_NE(five.distinct("only three words"), five.distinct("only three"));
}

TEST(ShinglesTest, RollingIsTheHashOfTheRunAlone) {
  std::vector<uint64_t> words;
  for (uint64_t i = 0; i < 100; ++i)
    words.push_back(RollingHash::mix(i + 1));
  RollingHash rolling(7);
  size_t runs = 0;
  rolling.forEach(words, [&](size_t begin, uint64_t hash) {
    EXPECT_EQ(begin, runs++);
    rolling.forEach(std::span(words).subspan(begin, 7),
                    [&](size_t, uint64_t alone) { EXPECT_EQ(alone, hash); });
  });
  EXPECT_EQ(runs, 94u);
}

TEST(ShinglesTest, JaccardOfSets) {
  std::vector<uint64_t> a = {1, 2, 3, 4}, b = {3, 4, 5}, none;
  EXPECT_DOUBLE_EQ(overlapOf(a, b).jaccard(), 2.0 / 5);
  EXPECT_DOUBLE_EQ(overlapOf(a, a).jaccard(), 1);
  EXPECT_DOUBLE_EQ(overlapOf(none, none).jaccard(), 0);
  EXPECT_DOUBLE_EQ(overlapOf(a, none).jaccard(), 0);
}
