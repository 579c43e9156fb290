//===- WordTableTest.cpp - counting words and weighing texts --------------===//

#include "runtime/data/words/UnigramFilter.h"
#include "runtime/data/words/WordCounter.h"
#include "test/runtime/Files.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cmath>
#include <random>

using namespace heddle::corpus;
using testing::HasSubstr;

namespace {

constexpr std::string_view kText = "The cat and the dog and the bird.";

std::string count(std::string_view text, const WordTableLimits &limits = {.minCount = 1}) {
  WordCounter counter;
  counter.add(text);
  return counter.formatTable(limits);
}

WordTable parse(std::string_view text) {
  auto table = WordTable::parse(text, "table");
  EXPECT_TRUE(table.ok()) << table.status().str();
  return std::move(*table);
}

std::string messageOf(std::string_view text) {
  return WordTable::parse(text, "table").status().message();
}

TEST(WordCounter, ListsByCountThenBytes) {
  EXPECT_EQ(count(kText), "#heddle-words 1 total=8 words=5\n"
                          "the\t3\nand\t2\nbird\t1\ncat\t1\ndog\t1\n");
  EXPECT_EQ(count(kText, {.minCount = 2}), "#heddle-words 1 total=8 words=2\nthe\t3\nand\t2\n");
  EXPECT_EQ(count(kText, {.minCount = 1, .maxWords = 1}),
            "#heddle-words 1 total=8 words=1\nthe\t3\n");
}

TEST(WordCounter, LongWordsAreCountedButNotListed) {
  std::string longest(64, 'x');
  EXPECT_EQ(count(longest + "y a"), "#heddle-words 1 total=2 words=1\na\t1\n");
  EXPECT_EQ(count(longest), "#heddle-words 1 total=1 words=1\n" + longest + "\t1\n");
}

/// However texts are spread over counters, the table is the same; with enough words to grow.
TEST(WordCounter, MergingIsAddingInAnyOrder) {
  std::mt19937 random(1);
  WordCounter all, even, odd;
  for (int i = 0; i < 4000; ++i) {
    std::string text = "w" + std::to_string(random() % 3000) + " v" + std::to_string(random() % 90);
    all.add(text);
    (i % 2 ? odd : even).add(text);
  }
  odd.merge(even);
  EXPECT_EQ(odd.formatTable(), all.formatTable());
  EXPECT_EQ(odd.getTotal(), 8000u);
  EXPECT_GT(parse(all.formatTable()).size(), 500u);
}

TEST(WordTable, GivesTheMeanOfNaturalLogarithms) {
  WordTable table = parse(count(kText, {.minCount = 2}));
  double the = std::log(3.0 / 8), unknown = std::log((std::sqrt(2.0) + 1) / 8);
  EXPECT_NEAR(table.logProbability("the"), the, 1e-6);
  EXPECT_NEAR(table.logProbability("zebra"), unknown, 1e-6);
  EXPECT_NEAR(table.meanLogProbability("THE zebra: the bird"), (2 * the + 2 * unknown) / 4, 1e-6);
  EXPECT_EQ(table.meanLogProbability("... !"), 0);
}

/// A sum of whole numbers: a text repeated has exactly the mean of the text.
TEST(WordTable, TheMeanIsExact) {
  WordTable table = parse(count(kText));
  std::string text = "the and dog moose ", many;
  for (int i = 0; i < 1024; ++i)
    many += text;
  EXPECT_EQ(table.meanLogProbability(many), table.meanLogProbability(text));
}

TEST(WordTable, EveryWordIsFound) {
  WordCounter counter;
  for (int i = 0; i < 20000; ++i)
    counter.add("word" + std::to_string(i) + (i % 3 ? " word" + std::to_string(i / 2) : ""));
  std::string text = counter.formatTable({.minCount = 1});
  WordTable table = parse(text);
  EXPECT_EQ(table.size(), 20000u);
  double total = double(counter.getTotal());
  std::istringstream lines(text);
  std::string word;
  std::getline(lines, word);
  for (double times; lines >> word >> times;)
    ASSERT_NEAR(table.logProbability(word), std::log(times / total), 1e-6) << word;
}

TEST(WordTable, RefusesDamage) {
  const std::string good = count(kText);
  EXPECT_THAT(messageOf(""), HasSubstr("table:1: begins as no table"));
  EXPECT_THAT(messageOf("word,5\n"), HasSubstr("begins as no table"));
  EXPECT_THAT(messageOf("#heddle-words 1 total=8 words=0\n"), HasSubstr("lists 0 of 8"));
  EXPECT_THAT(messageOf("#heddle-words 1 total=9 words=10\na\t1\n"), HasSubstr("lists 10 of 9"));
  EXPECT_THAT(messageOf("#heddle-words 1 total=99999999999999999 words=9999999999999999\na\t1\n"),
              HasSubstr("bytes cannot"));
  EXPECT_THAT(messageOf(good + "emu\t1\n"), HasSubstr("one word more"));
  std::string header = "#heddle-words 1 total=8 words=2\n";
  EXPECT_THAT(messageOf(header + "the\t3\n"), HasSubstr("ends after 1 of 2 words"));
  EXPECT_THAT(messageOf(header + "the\t3\nand 2\n"),
              HasSubstr("table:3: is no word, tab and count"));
  EXPECT_THAT(messageOf(header + "the\t3\nand\t02\n"), HasSubstr("is no word, tab"));
  EXPECT_THAT(messageOf(header + "the\t3\nand\t0\n"), HasSubstr("is no word, tab"));
  EXPECT_THAT(messageOf(header + "the\t3\nAnd\t2\n"), HasSubstr("does not begin with one word"));
  EXPECT_THAT(messageOf(header + "the\t3\na b\t2\n"), HasSubstr("does not begin with one word"));
  EXPECT_THAT(messageOf(header + "the\t3\n\xff\t2\n"), HasSubstr("does not begin with one word"));
  EXPECT_THAT(messageOf(header + "the\t3\nand\t4\n"), HasSubstr("table:3: is out of order"));
  EXPECT_THAT(messageOf(header + "the\t3\nand\t3\n"), HasSubstr("is out of order"));
  EXPECT_THAT(messageOf(header + "the\t5\nand\t4\n"), HasSubstr("more than the total"));
  EXPECT_THAT(messageOf(header + "the\t3\nthe\t2\n"), HasSubstr("the lines 2 and 3 list the same"));
  EXPECT_THAT(messageOf(header + "the\t3\nand\t2"), HasSubstr("not ended by a newline"));
}

/// Whatever byte changes, the table is refused or a table of words with other counts.
TEST(WordTable, DamagedBytesNeverCrash) {
  std::string good = count(kText);
  for (size_t i = 0; i < good.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = good;
      damaged[i] = char(damaged[i] ^ 1 << bit);
      if (auto table = WordTable::parse(damaged, "table"); table.ok()) {
        EXPECT_LE(table->meanLogProbability(kText), 0);
      }
    }
  for (size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(WordTable::parse(good.substr(0, size), "table").ok()) << size;
}

class UnigramFilterTest : public heddle::test::FolderTest {};

TEST_F(UnigramFilterTest, RemovesImprobableTexts) {
  UnigramPerplexity rule;
  auto none = UnigramFilter::create(rule);
  EXPECT_TRUE(none.ok() && !none->has_value());
  rule.set_table(folder + "/table");
  EXPECT_THAT(UnigramFilter::create(rule).status().message(), HasSubstr("/table': No such file"));
  std::ofstream(folder + "/table") << count(kText);
  rule.set_min_mean_log_probability(-1.5);
  auto filter = UnigramFilter::create(rule);
  ASSERT_TRUE(filter.ok());
  EXPECT_FALSE((*filter)->check("the cat and the"));
  EXPECT_FALSE((*filter)->check(""));
  auto removal = (*filter)->check("cat dog");
  ASSERT_TRUE(removal);
  EXPECT_EQ(removal->rule, "unigram.min_mean_log_probability");
  EXPECT_NEAR(removal->value, std::log(1.0 / 8), 1e-6);
  EXPECT_EQ(removal->limit, -1.5);
}

} // namespace
