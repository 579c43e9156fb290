//===- NormaliseTest.cpp - what normalisation changes ---------------------===//

#include "runtime/data/filters/Normalise.h"

#include <gtest/gtest.h>

#include <random>

using namespace heddle;
using namespace heddle::corpus;

namespace {

std::string run(std::string text, Normalisation settings = Normalisation()) {
  runtime::Result<std::string> normal = normalise(std::move(text), settings);
  EXPECT_TRUE(normal.ok()) << normal.status().str();
  return normal.ok() ? *normal : "";
}

TEST(NormaliseTest, LineEndsAndControlCharacters) {
  EXPECT_EQ(run("a\r\nb\rc\vd\fe\xc2\x85"
                "f\u2028g\u2029h\r\r\ni"),
            "a\nb\nc\nd\ne\nf\ng\nh\n\ni");
  EXPECT_EQ(run(std::string("a\0b\x1b\x7f\tc\xc2\x80\xc2\x9f", 11)), "ab\tc");
  EXPECT_EQ(run("\xef\xbb\xbfx\xef\xbb\xbfy"), "xy");
  EXPECT_EQ(run("\xc2\xa0§\u2027\ufefc"), "\xc2\xa0§\u2027\ufefc"); // their neighbours stay
}

TEST(NormaliseTest, Forms) {
  std::string text = "e\u0301 \u212a ﬁ ①";
  EXPECT_EQ(run(text), "é K ﬁ ①");
  Normalisation settings;
  settings.set_form(Normalisation::NFKC);
  EXPECT_EQ(run(text, settings), "é K fi 1");
  settings.set_form(Normalisation::NONE);
  EXPECT_EQ(run(text, settings), text);
}

TEST(NormaliseTest, SpaceAtEndsOfLines) {
  EXPECT_EQ(run("a \t\n b\n\n\n\n\nc  "), "a\n b\n\n\nc");
  EXPECT_EQ(run("\n\n\n\nx\n \n\t\n \n \n"), "\n\nx\n\n\n");
  EXPECT_EQ(run("a\n\n\nb"), "a\n\n\nb"); // two empty lines stay
  EXPECT_EQ(run("   "), "");
  EXPECT_EQ(run(""), "");
}

TEST(NormaliseTest, EachPartCanBeOff) {
  std::string text = "a \r\n\n\n\n\ne\u0301\x01 ";
  Normalisation settings;
  settings.set_enabled(false);
  EXPECT_EQ(run(text, settings), text);
  settings.set_enabled(true);
  settings.set_form(Normalisation::NONE);
  settings.set_control_characters(false);
  settings.set_trailing_space(false);
  EXPECT_EQ(run(text, settings), text);
  settings.set_control_characters(true);
  EXPECT_EQ(run(text, settings), "a \n\n\n\n\ne\u0301 ");
}

TEST(NormaliseTest, ASecondTimeChangesNothing) {
  const std::string pieces[] = {"a",      "e\u0301", "\u0301", " ",      "\t",     "\n",
                                "\r",     "\r\n",    "\v",     "\u0085", "\ufeff", "\u2028",
                                "\u1100", "\u1161",  "\u11a8", "ﬁ",      "\u00a0", "\u3000",
                                "\u0344", "\u212b",  "\x01",   "𝅗𝅥",     "\u0958", "\U0002f800"};
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (size_t count = random() % 12; count > 0; --count)
      text += pieces[random() % std::size(pieces)];
    Normalisation settings;
    settings.set_form(Normalisation::Form(random() % 3));
    settings.set_control_characters(random() % 4);
    settings.set_trailing_space(random() % 4);
    std::string once = run(text, settings);
    ASSERT_EQ(run(once, settings), once) << testing::PrintToString(text);
  }
}

} // namespace
