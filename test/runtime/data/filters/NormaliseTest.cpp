//===- NormaliseTest.cpp - what normalisation changes ---------------------===//

#include "runtime/data/filters/Normalise.h"

#include <gtest/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

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

// Texts of characters that NFC leaves alone are not shown to ICU: it must be right about all of
// them, alone and beside one another.
TEST(NormaliseTest, TheFormIsICUs) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2 *nfc = icu::Normalizer2::getNFCInstance(status);
  Normalisation settings;
  settings.set_control_characters(false);
  settings.set_trailing_space(false);
  auto check = [&](const icu::UnicodeString &text) {
    std::string bytes, expected;
    text.toUTF8String(bytes);
    nfc->normalize(text, status).toUTF8String(expected);
    ASSERT_EQ(run(bytes, settings), expected) << bytes;
  };
  for (UChar32 c = 0; c <= 0x10ffff; ++c)
    if (!U_IS_SURROGATE(c))
      check(icu::UnicodeString(c));
  std::mt19937 random(2);
  const UChar32 ends[] = {0x80, 0x300, 0x370, 0x2040, 0x2200, 0x10000};
  for (int round = 0; round < 100000; ++round) {
    UChar32 end = ends[random() % std::size(ends)];
    icu::UnicodeString text;
    for (size_t count = random() % 8; count > 0; --count) {
      UChar32 c = random() % 2 ? 0x2000 + random() % 0x40 : random() % end;
      text.append(U_IS_SURROGATE(c) ? 0x301 : c);
    }
    check(text);
  }
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
