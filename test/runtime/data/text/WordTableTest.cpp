//===- WordTableTest.cpp - the quick ways give what the splitter gives ----===//

#include "runtime/data/text/WordTable.h"

#include "runtime/data/text/Characters.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

using namespace heddle::runtime;

namespace {

/// Cut at white space, letter by letter, and then by the splitter.
std::vector<std::string> splitSlowly(std::string_view text) {
  WordSplitter splitter;
  std::vector<std::string> words;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && !isPythonSpace(readChar(text, end)))
      end += readChar(text, end).bytes;
    std::string_view chunk = text.substr(at, end - at);
    uint32_t begin = 0;
    for (uint32_t wordEnd : splitter.split(chunk)) {
      words.emplace_back(chunk.substr(begin, wordEnd - begin));
      begin = wordEnd;
    }
    at = end < text.size() ? end + readChar(text, end).bytes : end;
  }
  return words;
}

std::string randomText(std::mt19937 &random) {
  static const std::vector<std::string> kPieces = {
      "a",    "Word", "the",  "cannot", "dont", "Mr", "U",  "US",     "internationalisations",
      "\n",   "\t",   " ",    " ",      " ",    " ",  "  ", ",",      ".",
      ".",    "'",    "'s",   "-",      "(",    ")",  "é",  "\u3000", "\u00a0",
      "日本", "7",    "\x1c", "\"",     "…"};
  std::string text;
  for (size_t count = random() % 80; count > 0; --count)
    text += kPieces[random() % kPieces.size()];
  return text;
}

TEST(WordTableTest, QuickWaysAgreeWithTheSplitter) {
  std::mt19937 random(1);
  WordTable table;
  for (int round = 0; round < 3000; ++round) {
    std::string text = randomText(random);
    SCOPED_TRACE(text);
    table.assign(text);
    std::vector<std::string> words = splitSlowly(text);
    ASSERT_EQ(table.size(), words.size());
    size_t chars = 0;
    for (size_t i = 0; i < words.size(); ++i) {
      ASSERT_EQ(table[i], words[i]);
      ASSERT_EQ(table.hash(i), hashOfWord(words[i]));
      ASSERT_EQ(table.charsOf(i, 1), countChars(words[i]));
      chars += countChars(words[i]);
    }
    ASSERT_EQ(table.charsOf(0, words.size()), chars);
  }
}

/// Of a text without room behind it, whatever its length.
TEST(WordTableTest, EveryLength) {
  WordTable table;
  for (size_t size = 0; size < 200; ++size) {
    std::string text;
    while (text.size() < size)
      text += text.size() % 7 == 6 ? ' ' : 'x';
    std::vector<char> exact(text.begin(), text.end());
    table.assign({exact.data(), exact.size()});
    EXPECT_EQ(table.size(), (size + 6) / 7) << size;
  }
}

TEST(WordTableTest, CountsWordsByWhatTheyHold) {
  WordTable table;
  table.assign("Ab, 3 a1! -- é… 。");
  EXPECT_EQ(table.size(), 9u); // Ab , 3 a1 ! -- é … 。
  EXPECT_EQ(table.alphabetic(), 3u);
  EXPECT_EQ(table.nonSymbol(), 4u);
  EXPECT_EQ(table.nonSymbolChars(), 6u);
  EXPECT_EQ(table.joined(0, 3), "Ab,3");
  EXPECT_EQ(table.longestChunk(), 5u);
}

TEST(WordTableTest, HashesTellWordsApart) {
  EXPECT_NE(hashOfWord("a"), hashOfWord(std::string_view("a\0", 2)));
  EXPECT_NE(hashOfWord("aaaaaaaaaaaaaaaa"), hashOfWord("aaaaaaaaaaaaaaaaa"));
  EXPECT_EQ(hashOfWord("the"), 15672942652534189170u)
      << "hashes are part of results: they must not change";
}

} // namespace
