//===- GopherRepetitionTest.cpp - repetition against plain definitions ----===//

#include "runtime/data/filters/GopherRepetition.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>

using namespace heddle;
using namespace heddle::corpus;

namespace {

constexpr double kOff = std::numeric_limits<double>::infinity();

std::string joinWords(const runtime::WordTable &words, size_t i, uint32_t n, const char *between) {
  std::string text;
  for (size_t k = i; k < i + n; ++k)
    text += (k > i ? between : "") + std::string(words[k]);
  return text;
}

uint64_t plainTop(const runtime::WordTable &words, uint32_t n) {
  std::map<std::string, uint64_t> counts;
  std::string best;
  for (size_t i = 0; i + n <= words.size(); ++i)
    ++counts[joinWords(words, i, n, " ")];
  for (size_t i = 0; i + n <= words.size(); ++i)
    if (std::string text = joinWords(words, i, n, " "); best.empty() || counts[text] > counts[best])
      best = text;
  return best.empty() ? 0 : best.size() * counts[best];
}

uint64_t plainDuplicates(const runtime::WordTable &words, uint32_t n) {
  std::set<std::string> seen;
  uint64_t chars = 0;
  for (size_t i = 0; i + n <= words.size();) {
    std::string text = joinWords(words, i, n, "");
    bool isNew = seen.insert(text).second;
    chars += isNew ? 0 : text.size();
    i += isNew ? 1 : n;
  }
  return chars;
}

/// Words that say the same with other bounds are among them.
std::string randomText(std::mt19937 &random) {
  static const std::vector<std::string> kWords = {"1",    "11",     "111", "a",          "on",
                                                  "line", "online", ".",   "repetition", "the"};
  std::string text;
  size_t choices = 2 + random() % (kWords.size() - 1);
  for (size_t count = random() % 120; count > 0; --count)
    text += kWords[random() % choices] + " ";
  return text;
}

TEST(NGramsTest, AgreesWithDefinitions) {
  std::mt19937 random(1);
  runtime::WordTable words;
  NGrams ngrams;
  for (int round = 0; round < 600; ++round) {
    std::string text = randomText(random);
    SCOPED_TRACE(text);
    words.assign(text);
    uint32_t least = 1 + random() % 6;
    ngrams.assign(words, least);
    for (uint32_t n : {2u, 3u, 4u, 1u, 2u}) {
      EXPECT_EQ(ngrams.topChars(n), plainTop(words, n)) << n;
      EXPECT_GE(ngrams.boundTopChars(n), plainTop(words, n)) << n;
    }
    for (uint32_t n = least; n < least + 6; ++n)
      EXPECT_EQ(ngrams.duplicateChars(n), plainDuplicates(words, n)) << n;
  }
}

/// Everything off but what `change` turns on.
template <typename Change> std::optional<Removal> check(std::string_view text, Change change) {
  GopherRepetition settings;
  settings.set_max_duplicate_lines(kOff);
  settings.set_max_duplicate_paragraphs(kOff);
  settings.set_max_duplicate_line_chars(kOff);
  settings.set_max_duplicate_paragraph_chars(kOff);
  auto *top = settings.add_top_ngram();
  top->set_n(2);
  top->set_max_chars(kOff);
  auto *duplicate = settings.add_duplicate_ngram();
  duplicate->set_n(5);
  duplicate->set_max_chars(kOff);
  change(settings);
  runtime::TextStatistics document;
  EXPECT_TRUE(document.assign(text).ok());
  return GopherRepetitionRule(settings).check(document);
}

TEST(GopherRepetitionTest, CountsLinesBetweenRunsOfNewlines) {
  auto lines = [](GopherRepetition &settings) { settings.set_max_duplicate_lines(0.3); };
  auto removal = check("a\n\n\nb\na\n", lines); // a, b, a and what is behind the last
  EXPECT_FALSE(removal.has_value());
  removal = check("a\n\n\nb\na", lines);
  ASSERT_TRUE(removal.has_value());
  EXPECT_EQ(removal->rule, "gopher_repetition.max_duplicate_lines");
  EXPECT_DOUBLE_EQ(removal->value, 1.0 / 3);
  EXPECT_EQ(removal->limit, 0.3);
}

TEST(GopherRepetitionTest, MeasuresCharactersNotBytes) {
  auto chars = [](GopherRepetition &settings) { settings.set_max_duplicate_line_chars(0); };
  auto removal = check("ééé\nééé\nxx", chars);
  ASSERT_TRUE(removal.has_value());
  EXPECT_DOUBLE_EQ(removal->value, 3.0 / 10);
}

TEST(GopherRepetitionTest, NamesTheNGram) {
  auto removal = check("to be or to be", [](GopherRepetition &settings) {
    settings.mutable_top_ngram(0)->set_max_chars(0.5);
  });
  ASSERT_TRUE(removal.has_value());
  EXPECT_EQ(removal->rule, "gopher_repetition.top_ngram(n=2)");
  EXPECT_DOUBLE_EQ(removal->value, 10.0 / 14);
}

TEST(GopherRepetitionTest, AtTheLimitADocumentStays) {
  auto limit = [](double share) {
    return [share](GopherRepetition &settings) { settings.set_max_duplicate_lines(share); };
  };
  EXPECT_FALSE(check("a\na", limit(0.5)).has_value());
  EXPECT_TRUE(check("a\na", limit(0.49)).has_value());
}

TEST(GopherRepetitionTest, AnEmptyDocumentHasTooFewCharacters) {
  auto removal = check("", [](GopherRepetition &) {});
  ASSERT_TRUE(removal.has_value());
  EXPECT_EQ(removal->rule, "gopher_repetition.min_chars");
  auto allow = [](GopherRepetition &settings) { settings.set_min_chars(0); };
  EXPECT_FALSE(check("", allow).has_value());
  EXPECT_FALSE(check("", [](GopherRepetition &settings) { settings.set_enabled(false); }));
}

/// What repeats itself everywhere costs no more than a multiple of its length.
TEST(GopherRepetitionTest, HostileTextsTakeLinearTime) {
  std::string periodic, wide;
  for (int i = 0; i < 200000; ++i)
    periodic += i % 2 ? "a " : "b ";
  for (int i = 0; i < 2000; ++i)
    wide += std::string(400, char('a' + i % 3)) + " ";
  auto start = std::chrono::steady_clock::now();
  for (const std::string &text : {periodic, wide})
    (void)check(text, [](GopherRepetition &settings) {
      for (uint32_t n : {1, 10, 64}) {
        auto *ngram = settings.add_duplicate_ngram();
        ngram->set_n(n);
        ngram->set_max_chars(kOff);
      }
    });
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

} // namespace
