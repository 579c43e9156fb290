//===- PhraseListTest.cpp - words and phrases to look for -----------------===//

#include "runtime/data/harmful/PhraseList.h"
#include "runtime/data/words/WordScanner.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <random>

using namespace heddle::corpus;
using testing::HasSubstr;

namespace {

PhraseList makeList(std::string_view lines) {
  PhraseList list;
  EXPECT_TRUE(list.add(lines, "list").ok());
  return list;
}

uint64_t matched(const PhraseList &list, std::string_view text) { return list.count(text).matched; }

TEST(PhraseList, FindsWholeWordsOfAnyCase) {
  PhraseList list = makeList("darn\nÄrger\n");
  for (const char *text :
       {"darn", "Oh DARN!", "(darn)", "darn-it", "x\ndarn\ty", "ärger", "ÄRGER."})
    EXPECT_EQ(matched(list, text), 1u) << text;
  for (const char *text : {"darned", "undarn", "darn1", "darn's", "arger", "", "dar n", "1darn"})
    EXPECT_EQ(matched(list, text), 0u) << text;
}

TEST(PhraseList, FindsPhrasesWhateverSpaceIsBetween) {
  PhraseList list = makeList("foo bar\nx&y\ndon't do\r\n");
  for (const char *text :
       {"foo bar", "FOO-bar", "foo\n  Bar", "foo_bar", "x&y", "X & Y", "Don’t do"})
    EXPECT_EQ(matched(list, text), 2u) << text;
  for (const char *text : {"foo, bar", "foo", "bar foo", "foo baz bar", "x. y", "x y", "foobar"})
    EXPECT_EQ(matched(list, text), 0u) << text;
}

TEST(PhraseList, LettersWithoutSpacesAndSymbolsAreWords) {
  PhraseList list = makeList("你好\n🖕\n");
  EXPECT_EQ(matched(list, "我说你好吗"), 2u);
  EXPECT_EQ(matched(list, "你。好"), 0u);
  EXPECT_EQ(matched(list, "so🖕🏽there"), 1u);
}

TEST(PhraseList, TheLongestPhraseCountsOnce) {
  PhraseList list = makeList("a\na b\na b c\nb c d\n");
  PhraseCount count = list.count("x a b c d a");
  EXPECT_EQ(count.words, 6u);
  EXPECT_EQ(count.matched, 4u);
  EXPECT_EQ(count.begin, 2u);
  EXPECT_EQ(count.end, 7u);
  EXPECT_DOUBLE_EQ(count.share(), 4.0 / 6);
  EXPECT_EQ(list.count("").share(), 0);
}

TEST(PhraseList, ListsAddUp) {
  PhraseList list = makeList("one\n\n  \ntwo\n");
  ASSERT_TRUE(list.add("three", "more").ok());
  EXPECT_EQ(list.size(), 3u);
  EXPECT_EQ(matched(list, "three two one"), 3u);
}

TEST(PhraseList, RefusesLinesThatCannotMatch) {
  auto message = [](std::string_view lines) { return PhraseList().add(lines, "list").message(); };
  EXPECT_THAT(message("a\n!!!\n"), HasSubstr("list:2: has no letters"));
  EXPECT_THAT(message("a\nb\xff\n"), HasSubstr("list:2: is no UTF-8"));
  std::string longLine;
  for (int i = 0; i < 17; ++i)
    longLine += "w ";
  EXPECT_THAT(message(longLine), HasSubstr("17 words"));
}

/// Against looking for each phrase at each word.
TEST(PhraseList, AgreesWithTryingEverything) {
  std::mt19937 random(6);
  auto words = [&](size_t most) {
    std::vector<char> some(1 + random() % most);
    for (char &word : some)
      word = char('a' + random() % 3);
    return some;
  };
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::vector<char>> phrases(1 + random() % 4);
    std::string lines;
    for (auto &phrase : phrases) {
      phrase = words(3);
      for (char word : phrase)
        lines += {word, ' '};
      lines += '\n';
    }
    std::vector<char> text = words(12);
    std::string spaced;
    for (char word : text)
      spaced += {word, ' '};
    size_t expected = 0;
    for (size_t i = 0; i < text.size();) {
      size_t longest = 0;
      for (const auto &phrase : phrases)
        if (phrase.size() <= text.size() - i &&
            std::equal(phrase.begin(), phrase.end(), text.begin() + ptrdiff_t(i)))
          longest = std::max(longest, phrase.size());
      expected += longest;
      i += std::max<size_t>(longest, 1);
    }
    PhraseCount count = makeList(lines).count(spaced);
    ASSERT_EQ(count.matched, expected) << lines << spaced;
    ASSERT_EQ(count.words, text.size());
  }
}

} // namespace
