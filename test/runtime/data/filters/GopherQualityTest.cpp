//===- GopherQualityTest.cpp - each threshold of Gopher's quality rules ---===//

#include "runtime/data/filters/GopherQuality.h"

#include <gtest/gtest.h>

#include <limits>

using namespace heddle;
using namespace heddle::corpus;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Everything off but what `change` turns on.
template <typename Change> std::optional<Removal> check(std::string_view text, Change change) {
  GopherQuality settings;
  settings.set_min_words(0);
  settings.set_max_words(kInfinity);
  settings.set_min_mean_word_length(0);
  settings.set_max_mean_word_length(kInfinity);
  settings.set_max_hashes_per_word(kInfinity);
  settings.set_max_ellipses_per_word(kInfinity);
  settings.set_max_bullet_lines(kInfinity);
  settings.set_max_ellipsis_lines(kInfinity);
  settings.set_min_alphabetic_words(0);
  settings.set_min_stop_words(0);
  change(settings);
  runtime::TextStatistics document;
  EXPECT_TRUE(document.assign(text).ok());
  return checkGopherQuality(settings, document);
}

/// The removal's rule without its message, and its value.
template <typename Change>
std::pair<std::string, double> removal(std::string_view text, Change change) {
  std::optional<Removal> found = check(text, change);
  if (!found)
    return {"", 0};
  std::string rule(found->rule);
  EXPECT_EQ(rule.rfind("gopher_quality.", 0), 0u);
  return {rule.substr(15), found->value};
}

using Found = std::pair<std::string, double>;

TEST(GopherQualityTest, EachThresholdCounts) {
  EXPECT_EQ(removal("One, two !", [](auto &s) { s.set_min_words(3); }), Found("min_words", 2));
  EXPECT_EQ(removal("One, two !", [](auto &s) { s.set_max_words(1); }), Found("max_words", 2));
  EXPECT_EQ(removal("of a é.", [](auto &s) { s.set_min_mean_word_length(2); }),
            Found("min_mean_word_length", 4.0 / 3));
  EXPECT_EQ(removal("of words", [](auto &s) { s.set_max_mean_word_length(3); }),
            Found("max_mean_word_length", 3.5));
  EXPECT_EQ(removal("a # b #", [](auto &s) { s.set_max_hashes_per_word(0.1); }),
            Found("max_hashes_per_word", 0.5));
  EXPECT_EQ(removal("a..... b…", [](auto &s) { s.set_max_ellipses_per_word(0.1); }),
            Found("max_ellipses_per_word", 0.5));
  EXPECT_EQ(removal("- a\n  • b\n* c\n- d\n", [](auto &s) { s.set_max_bullet_lines(0.7); }),
            Found("max_bullet_lines", 0.75));
  EXPECT_EQ(removal("a... \nb…\r\nc\n", [](auto &s) { s.set_max_ellipsis_lines(0.3); }),
            Found("max_ellipsis_lines", 2.0 / 3));
  EXPECT_EQ(removal("a 1 2 é", [](auto &s) { s.set_min_alphabetic_words(0.8); }),
            Found("min_alphabetic_words", 0.5));
  EXPECT_EQ(removal("The the house", [](auto &s) { s.set_min_stop_words(2); }),
            Found("min_stop_words", 1));
}

TEST(GopherQualityTest, AtTheLimitADocumentStays) {
  EXPECT_FALSE(check("one two", [](auto &s) { s.set_min_words(2); }));
  EXPECT_FALSE(check("one two", [](auto &s) { s.set_max_words(2); }));
  EXPECT_FALSE(check("a #", [](auto &s) { s.set_max_hashes_per_word(0.5); }));
  EXPECT_FALSE(check("the of", [](auto &s) { s.set_min_stop_words(2); }));
}

/// datatrove divides by zero here.
TEST(GopherQualityTest, ADocumentWithoutWordsHasSharesOfZero) {
  EXPECT_FALSE(check("", [](auto &) {}));
  EXPECT_FALSE(check(" \n", [](auto &s) { s.set_max_hashes_per_word(0); }));
  EXPECT_EQ(removal(" \n", [](auto &s) { s.set_min_alphabetic_words(0.8); }).first,
            "min_alphabetic_words");
}

TEST(GopherQualityTest, DefaultsRemoveWhatIsShort) {
  runtime::TextStatistics document;
  ASSERT_TRUE(document.assign("Too short.").ok());
  std::optional<Removal> found = checkGopherQuality(GopherQuality(), document);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->rule, "gopher_quality.min_words");
  EXPECT_EQ(found->limit, 50);
  GopherQuality off;
  off.set_enabled(false);
  EXPECT_FALSE(checkGopherQuality(off, document));
}

} // namespace
