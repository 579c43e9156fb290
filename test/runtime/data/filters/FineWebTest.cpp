//===- FineWebTest.cpp - each threshold of FineWeb ------------------------===//

#include "runtime/data/filters/FineWeb.h"

#include <gtest/gtest.h>

using namespace heddle;
using namespace heddle::corpus;

namespace {

std::optional<Removal> check(std::string_view text, const FineWeb &settings) {
  runtime::TextStatistics document;
  EXPECT_TRUE(document.assign(text).ok());
  return checkFineWeb(settings, document);
}

FineWeb allOff() {
  FineWeb settings;
  settings.set_min_punctuated_lines(0);
  settings.set_max_short_lines(1);
  settings.set_max_duplicate_line_chars(1);
  settings.set_max_newlines_per_word(100);
  return settings;
}

TEST(FineWebTest, LinesThatEndInPunctuation) {
  FineWeb settings = allOff();
  settings.set_min_punctuated_lines(0.5);
  EXPECT_FALSE(check("it ends.\n \n\nit does not", settings));
  EXPECT_FALSE(check("中文。\nit does not", settings));
  auto removal = check("it ends. \nit does not", settings); // a space is no punctuation
  ASSERT_TRUE(removal.has_value());
  EXPECT_EQ(removal->rule, "fineweb.min_punctuated_lines");
  EXPECT_EQ(removal->value, 0);
  EXPECT_TRUE(check("", settings).has_value());
}

TEST(FineWebTest, ShortLinesAreMeasuredInCharacters) {
  FineWeb settings = allOff();
  settings.set_max_short_lines(0.5);
  settings.set_short_line(3);
  EXPECT_FALSE(check("ééé\nfour", settings));
  auto removal = check("ééé\n𐐷𐐷𐐷\nfour", settings);
  ASSERT_TRUE(removal.has_value());
  EXPECT_EQ(removal->rule, "fineweb.max_short_lines");
  EXPECT_DOUBLE_EQ(removal->value, 2.0 / 3);
}

TEST(FineWebTest, RepeatedLines) {
  FineWeb settings = allOff();
  settings.set_max_duplicate_line_chars(0.1);
  auto removal = check("abc\nabc\n\n\nabcd", settings);
  ASSERT_TRUE(removal.has_value());
  EXPECT_EQ(removal->rule, "fineweb.max_duplicate_line_chars");
  EXPECT_DOUBLE_EQ(removal->value, 0.3); // of the characters without \n
}

TEST(FineWebTest, Lists) {
  FineWeb settings = allOff();
  settings.set_max_newlines_per_word(0.3);
  auto removal = check("one two\nthree.", settings);
  EXPECT_FALSE(removal.has_value()); // 1 of 4
  removal = check("one\ntwo\nthree.", settings);
  ASSERT_TRUE(removal.has_value());
  EXPECT_EQ(removal->rule, "fineweb.max_newlines_per_word");
  EXPECT_DOUBLE_EQ(removal->value, 0.5);
  EXPECT_TRUE(check("\n\n", settings).has_value()); // no words at all
}

TEST(FineWebTest, OffIsOff) {
  FineWeb settings;
  settings.set_enabled(false);
  EXPECT_FALSE(check("a\na\na", settings));
  EXPECT_TRUE(check("a\na\na", FineWeb()));
}

} // namespace
