//===- PersonalDataTest.cpp - replacing what belongs to persons -----------===//

#include "runtime/data/personal/PersonalDataFilter.h"

#include "gtest/gtest.h"

#include <chrono>
#include <random>

using namespace heddle::corpus;

namespace {

constexpr PersonalDataKinds kAll{true, true, true, true};

std::string replaced(std::string text, const PersonalDataKinds &kinds = kAll) {
  replacePersonalData(text, kinds);
  return text;
}

#define EXPECT_STAYS(text) EXPECT_EQ(replaced(text), text)

/// `before` and `behind` stay, what is between them is replaced.
void expectReplaced(const std::string &before, const std::string &what, const std::string &behind,
                    const char *marker) {
  EXPECT_EQ(replaced(before + what + behind), before + marker + behind);
}

TEST(Emails, AreReplaced) {
  for (const char *address :
       {"jane@acme.io", "jane.doe+list@mail.acme.co.uk", "O'Brien_7%x@a-b.info", "_x_@acme.de",
        "josé@acme.fr", "info@müller.de", "a@b.xn--p1ai", "x@1and1.com", "A~B@C.ORG", "me-@x.com"})
    for (const char *before :
         {"", "mail ", "<", "(", "mailto:", "'", "…", "- ", "--", "名", "/", "="})
      for (const char *behind : {"", ".", ". ", ">", "'", ", ", "/", ":", "\n", "」"})
        expectReplaced(before, address, behind, kEmailMarker);
}

TEST(Emails, OtherAtSignsStay) {
  EXPECT_STAYS("@jane says @ and user@host, a@b.c, @acme.com, foo.@bar.com, x @acme.com");
  EXPECT_STAYS("mod@v0.6.0 pkg@1.2.3 icon@2x.png icon@3x.jpg");
  EXPECT_STAYS("a@.com a@-x.com a@x-.com @@ a@@b.com");
  EXPECT_STAYS("email@example.com me@mail.Example.ORG root@host.test x@y.invalid");
  EXPECT_EQ(replaced("x@notexample.com"), kEmailMarker);
  EXPECT_STAYS("a@" + std::string(64, 'b') + ".com");
  std::string labels;
  for (int i = 0; i < 60; ++i)
    labels += "abcd.";
  EXPECT_STAYS("a@" + labels + "com");
  EXPECT_EQ(replaced("8.8.8.8@acme.com"), kEmailMarker);
}

TEST(Emails, TheDomainEndsWithATopLevelOne) {
  EXPECT_EQ(replaced("x@acme.com.1 x@acme.com-1"), "email@example.com.1 x@acme.com-1");
  EXPECT_EQ(replaced("a@b@acme.com, @c"), "a@email@example.com, @c");
  EXPECT_EQ(replaced("a@b.coa@b.com a@b.coa-@b.com"), "a@email@example.com a@email@example.com");
}

TEST(IpAddresses, PublicOnesAreReplaced) {
  for (const char *address : {"8.8.8.8", "93.184.216.34", "1.1.1.1", "223.255.255.254"})
    for (const char *before : {"", "host ", "(", "//", "@", "from=", "\n", ": ", "[", "9.9.9.9-"})
      for (const char *behind : {"", ".", ". ", ")", ":80", "/24", ",", " - -", "]"}) {
        std::string start = replaced(before) == before ? before : "192.0.2.1-";
        EXPECT_EQ(replaced(std::string(before) + address + behind), start + kIpv4Marker + behind);
      }
  EXPECT_EQ(replaced("8.8.8.1-8.8.8.9"), "192.0.2.1-192.0.2.1");
}

TEST(IpAddresses, ReservedOnesStay) {
  EXPECT_STAYS("0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.1.1 172.16.0.1 172.31.255.255");
  EXPECT_STAYS("192.0.0.1 192.0.2.7 192.168.1.1 198.18.0.1 198.51.100.2 203.0.113.9 224.0.0.1");
  EXPECT_STAYS("240.0.0.1 255.255.255.255");
  for (const char *beside : {"172.32.0.1", "172.15.0.1", "100.128.0.1", "198.20.0.1", "11.0.0.1"})
    EXPECT_EQ(replaced(beside), kIpv4Marker);
}

TEST(IpAddresses, VersionsDecimalsAndSectionsStay) {
  EXPECT_STAYS("1.2.3.4.5 v1.2.3.4 foo-1.2.3.4 libfoo/1.2.3.4 version 8.1.2.3 Version 8.1.2.3");
  EXPECT_STAYS("1.2.3.4-1 1.2.3.4-rc1 1.2.3.4a 1.2.3.4_5 8.8.8.8.tar.gz");
  EXPECT_STAYS("256.1.1.1 1.2.3 1.2.3.400 01.02.03.04 1.2.3.04 1..2.3.4 12345.8.8.8");
  EXPECT_STAYS("3.14159 2026-11-23 23.11.2026 10:30:15 1,234.56");
  EXPECT_STAYS("text\n3.2.1.4 The title of a section\nsection 4.3.2.1");
}

TEST(IpAddresses, OfVersionSixToo) {
  for (const char *address : {"2a00:1450:4001:81b::200e", "2001:4860:4860::8888",
                              "2607:f8b0:4005:0805:0000:0000:0000:200e", "2a00:1450::"})
    for (const char *before : {"", "at ", "[", "("})
      for (const char *behind : {"", ".", "]", ", ", "/64", "%eth0"})
        expectReplaced(before, address, behind, kIpv6Marker);
  EXPECT_EQ(replaced("is 2a00:1450::1: it"), "is 2001:db8::1: it");
  EXPECT_STAYS("2001:db8::5 fe80::1 ::1 fd00:1234::1 2001:0:4136::1 3fff:0fff::1");
  EXPECT_STAYS(
      "2026:11:23 2026:10 2001:4860:4860:8888 2a00:1450::.8 2001:1:2:3:4:5:6:7:8 2001:4860::1::2");
  EXPECT_STAYS("std::cafe a::b face::add 2001:4860::xyz 00:1b:63:84:45:e6");
}

TEST(Cards, AreReplacedIfTheyCheck) {
  for (const char *card :
       {"4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009",
        "3400 000000 00009", "30000000000004", "3000 000000 0004", "6011000000000004",
        "3530111333300000", "2223000048400011", "6200000000000005", "4222222222222",
        "4111 1111 1111 1111 110", "6200000000000000000"})
    for (const char *before : {"", "card ", "(", "No.", ":"})
      for (const char *behind : {"", ".", ") ", ", 12/27", " 12/27", "\n"})
        expectReplaced(before, card, behind, kCardMarker);
}

TEST(Cards, OtherNumbersStay) {
  EXPECT_STAYS("4111111111111112 4111 1111 1111 1112"); // the check fails
  EXPECT_STAYS("0000 0000 0000 0000 1234567812345670"); // nobody issues them
  EXPECT_STAYS("0.4111111111111111 4111111111111111.5 x4111111111111111");
  EXPECT_STAYS("41111111111111111111 4111111111111111a 4111-1111 1111 1111");
  EXPECT_STAYS("4111 1111 1111 1111 2222 3333 4111 1111 1111 1111");       // rows of a table
  EXPECT_STAYS("-4111111111111111 +4111111111111111 4111111111111111110"); // whole numbers
  EXPECT_STAYS("978-3-16-148410-0 9783161484100 0-306-40615-2");
  EXPECT_STAYS("411 1111 1111 11111 4111  1111 1111 1111");
}

TEST(Phones, InternationalOnesAreReplaced) {
  for (const char *phone : {"+49 30 1234567", "+442079460958", "+44 (0)20 7946 0958",
                            "+1 (212) 555-2368", "+1-212-555-2368", "+33 1 42 68 53 00",
                            "+86 10 6552 9988", "+353.1.6766 123", "+12125552368"})
    for (const char *before : {"", "call ", "(", "tel:", "\n", "电话", "\""})
      for (const char *behind : {"", ".", ")", ", ", " or", "\n", "\""})
        expectReplaced(before, phone, behind, kPhoneMarker);
}

TEST(Phones, NorthAmericanOnesAreReplaced) {
  for (const char *phone : {"(212) 555-2368", "(212)555-2368", "(212) 555 2368", "212-555-2368",
                            "212.555.2368", "1-212-555-2368", "1.212.555.2368", "1 (212) 555-2368"})
    for (const char *before : {"", "call ", "tel:", "\n", "“"})
      for (const char *behind : {"", ".", ", ", " ext. 5", "\n", ")"})
        expectReplaced(before, phone, behind, kPhoneMarker);
}

TEST(Phones, OtherNumbersStay) {
  EXPECT_STAYS("212 555 2368 2125552368 555-2368 112-555-2368 212-155-2368 911-555-2368");
  EXPECT_STAYS("212-555-23689 212-555-2368-1 0212-555-2368 1212-555-2368 x212-555-2368");
  EXPECT_STAYS("212-555.2368 (212 555-2368 212-411-2368 $212.555.2368 -212-555-2368");
  EXPECT_STAYS("2026-11-23 10:30 978-0-306-40615-7 1+12345678901 +1234567 + 49 30 1234567");
  EXPECT_STAYS("@@ -10,7 +10,7 @@ +1 2 3 4 5 6 7 8 9 UTC+01:00 +0100 +10000000 +1 23");
  EXPECT_STAYS("212-555-0123 (212) 555-0100");
  EXPECT_EQ(replaced("call 212-555-2368", {}), "call 212-555-2368"); // off unless asked for
}

TEST(PersonalData, CountsByKind) {
  std::string text =
      "a@b.com 8.8.8.8 4111111111111111 c@d.org +49 30 1234567 2a00:1450::1 10.0.0.1";
  EXPECT_EQ(replacePersonalData(text, kAll), (PersonalDataCounts{2, 2, 1, 1}));
  EXPECT_EQ(text, "email@example.com 192.0.2.1 0000 0000 0000 0000 email@example.com 555-0100 "
                  "2001:db8::1 10.0.0.1");
  EXPECT_EQ(replacePersonalData(text, kAll), PersonalDataCounts());
}

TEST(PersonalData, OnlyWhatIsAskedForIsReplaced) {
  std::string text = "a@b.com 8.8.8.8 4111111111111111 +49 30 1234567";
  EXPECT_EQ(replaced(text, {false, false, false, false}), text);
  EXPECT_EQ(replaced(text, {true, false, false, false}),
            "email@example.com 8.8.8.8 4111111111111111 +49 30 1234567");
  EXPECT_EQ(replaced(text, {false, false, true, false}),
            "a@b.com 8.8.8.8 4111111111111111 555-0100");
}

/// Anchors at each place of the blocks that are skipped, and at both ends.
TEST(PersonalData, IsFoundAtAnyPlace) {
  for (size_t before = 0; before < 100; ++before)
    for (size_t behind : {0, 1, 31, 32, 33}) {
      std::string text = std::string(before, ' ') + "8.8.8.8" + std::string(behind, ' ');
      ASSERT_EQ(replaced(text), std::string(before, ' ') + kIpv4Marker + std::string(behind, ' '));
    }
}

/// Parts of everything that is looked for, in any order: replacing twice is replacing once, and
/// what is replaced is counted. Phone numbers are left out: "+4 " may stand before a marker.
TEST(PersonalData, ReplacingAgainChangesNothing) {
  const std::string_view parts[] = {"@", ".",    "1", "8", "2001", ":",   "::",  "4111", "-",
                                    " ", "+",    "(", ")", "a",    "com", "212", "555",  "0100",
                                    "é", "\xff", "/", "'", "1111", "30",  "x",   ",",    "_"};
  constexpr PersonalDataKinds kinds{true, true, false, true};
  std::mt19937 random(4);
  for (int round = 0; round < 100000; ++round) {
    std::string text;
    for (size_t i = random() % 16; i > 0; --i)
      text += parts[random() % std::size(parts)];
    std::string once = text;
    PersonalDataCounts counts = replacePersonalData(once, kinds);
    ASSERT_EQ(counts.sum() > 0, once != text) << text;
    ASSERT_EQ(replaced(once, kinds), once) << text;
  }
}

TEST(PersonalData, HostileTextTakesLinearTime) {
  auto start = std::chrono::steady_clock::now();
  for (const char *part : {"@", "a@", "1", "1.", "1-", "1:", "2001:", "::", "4111 ", "+1", "(212",
                           "a.", "aaaaaaaa", "a@b.", "é", "-", "1.1.1.1.", "a@b-", "."}) {
    std::string text;
    while (text.size() < 400000)
      text += part;
    replacePersonalData(text, kAll);
    text += "@" + text + ".com";
    replacePersonalData(text, kAll);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(PersonalDataFilter, RemovesDocumentsWithTooMuch) {
  PersonalData rule;
  rule.set_max_count(1);
  PersonalDataFilter filter(rule);
  PersonalDataCounts counts;
  std::string one = "a@b.com", two = "a@b.com 8.8.8.8";
  EXPECT_FALSE(filter.apply(one, counts));
  auto removal = filter.apply(two, counts);
  ASSERT_TRUE(removal);
  EXPECT_EQ(removal->rule, "personal_data.max_count");
  EXPECT_EQ(removal->value, 2);
  EXPECT_EQ(removal->limit, 1);
  EXPECT_EQ(counts, (PersonalDataCounts{2, 1, 0, 0}));
  rule.set_enabled(false);
  std::string text = "a@b.com a@b.com";
  EXPECT_FALSE(PersonalDataFilter(rule).apply(text, counts));
  EXPECT_EQ(text, "a@b.com a@b.com");
}

} // namespace
