//===- JsonlTest.cpp - an object a line -------------------------*- C++ -*-===//

#include "test/runtime/data/Compressed.h"
#include "test/runtime/data/sources/Reading.h"

using namespace heddle::corpus;
using namespace heddle::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class JsonlTest : public SourceTest {
protected:
  Reading readJsonl(const std::string &bytes, const std::string &more = "") {
    write("f.jsonl", bytes);
    return read("files: 'f.jsonl' " + more);
  }
  /// Why a line is bad; what stands around it is read.
  std::string reason(const std::string &line, const std::string &more = "") {
    Reading reading =
        readJsonl("{\"text\":\"before\"}\n" + line + "\n{\"text\":\"after\"}\n", more);
    EXPECT_THAT(reading.texts(), ElementsAre("before", "after")) << line.substr(0, 100);
    if (reading.bad.size() != 1)
      return "no bad record";
    EXPECT_EQ(reading.bad[0].offset, 18u);
    EXPECT_EQ(reading.bad[0].bytes, line.size() + 1);
    EXPECT_FALSE(reading.bad[0].losesRest);
    return reading.bad[0].why.message();
  }
};

TEST_F(JsonlTest, Fields) {
  Reading reading =
      readJsonl("{\"id\": \"a\", \"text\": \"t\\u00e9\\n\\\"\", \"url\": \"http://x\"}\n"
                " {\"x\":[1,{\"text\":\"no\"}],\"text\":\"second\",\"id\":-12}\r\n"
                "\n  \r\n"
                "{\"text\":\"\",\"id\":null,\"url\":null}");
  ASSERT_THAT(reading.texts(), ElementsAre("t\xc3\xa9\n\"", "second", "")) << reading.str;
  EXPECT_EQ(reading.documents[0].id, "a");
  EXPECT_EQ(reading.documents[0].url, "http://x");
  EXPECT_EQ(reading.documents[1].id, "-12");
  EXPECT_EQ(reading.documents[1].offset, 54u);
  EXPECT_EQ(reading.documents[1].name(), "f.jsonl@54");
  EXPECT_EQ(reading.documents[2].id, "");
  EXPECT_EQ(reading.bad.size(), 0u);
}

TEST_F(JsonlTest, OtherNames) {
  Reading reading =
      readJsonl("{\"content\":\"c\",\"text\":3,\"key\":18446744073709551615,\"at\":\"u\"}",
                "text_field: 'content' id_field: 'key' url_field: 'at'");
  ASSERT_THAT(reading.texts(), ElementsAre("c")) << reading.str;
  EXPECT_EQ(reading.documents[0].id, "18446744073709551615");
  EXPECT_EQ(reading.documents[0].url, "u");
}

TEST_F(JsonlTest, WhatIsNoRecord) {
  EXPECT_THAT(reason("{\"text\":\"open"), HasSubstr("is no JSON object"));
  EXPECT_THAT(reason("{\"text\":\"x\"} {}"), HasSubstr("is no JSON object"));
  EXPECT_THAT(reason("{\"text\":\"x\",}"), HasSubstr("is no JSON object"));
  EXPECT_THAT(reason("{\"text\":\"x\",\"a\":[1,2}}"), HasSubstr("is no JSON object"));
  EXPECT_THAT(reason("{\"text\":\"x\",\"a\":01}"), HasSubstr("is no JSON object"));
  EXPECT_THAT(reason("[\"text\"]"), HasSubstr("is an array, not an object"));
  EXPECT_THAT(reason("\"text\""), HasSubstr("is a string, not an object"));
  EXPECT_THAT(reason("{\"id\":1}"), HasSubstr("has no field 'text'"));
  EXPECT_THAT(reason("{}"), HasSubstr("has no field 'text'"));
  EXPECT_THAT(reason("{\"text\":null}"), HasSubstr("'text' is null, not a string"));
  EXPECT_THAT(reason("{\"text\":[\"x\"]}"), HasSubstr("'text' is an array, not a string"));
  EXPECT_THAT(reason("{\"text\":\"x\",\"id\":{}}"), HasSubstr("'id' is an object"));
  EXPECT_THAT(reason("{\"text\":\"x\",\"url\":7}"), HasSubstr("'url' is a number"));
  EXPECT_THAT(reason("{\"text\":\"x\",\"text\":\"y\"}"), HasSubstr("'text' more than once"));
  EXPECT_THAT(reason("{\"text\":\"x\",\"id\":1,\"id\":1}"), HasSubstr("'id' more than once"));
}

TEST_F(JsonlTest, NulsAndControlCharacters) {
  EXPECT_THAT(reason(std::string("{\"text\":\"a\0b\"}", 15)), HasSubstr("is no JSON object"));
  EXPECT_THAT(reason(std::string("{\"text\":\"a\"}\0", 13)), HasSubstr("is no JSON object"));
  EXPECT_THAT(reason("{\"text\":\"a\tb\"}"), HasSubstr("is no JSON object"));
  EXPECT_THAT(readJsonl("{\"text\":\"a\\u0000b\"}").texts(), ElementsAre(std::string("a\0b", 3)));
}

TEST_F(JsonlTest, NoUtf8) {
  EXPECT_THAT(reason("{\"text\":\"a\xff\"}"), HasSubstr("byte 28 is 0xff"));
  EXPECT_THAT(reason("{\"text\":\"a\xc3\"}"), HasSubstr("byte 28 is 0xc3"));
  EXPECT_THAT(reason("{\"text\":\"\xed\xa0\x80\"}"), HasSubstr("byte 27 is 0xed"));
  EXPECT_THAT(reason("{\"x\":\"\xc0\x80\",\"text\":\"a\"}"), HasSubstr("0xc0"));
}

TEST_F(JsonlTest, HalvesOfSurrogatePairs) {
  for (const char *half : {"\\ud800", "\\udc00", "\\ud800x", "\\ud800\\n", "\\ud800\\ud800",
                           "\\udc00\\ud800", "x\\udfffx"}) {
    EXPECT_NE(reason(std::string("{\"text\":\"") + half + "\"}"), "no bad record") << half;
    EXPECT_NE(reason(std::string("{\"text\":\"x\",\"id\":\"") + half + "\"}"), "no bad record");
    EXPECT_NE(reason(std::string("{\"text\":\"x\",\"url\":\"") + half + "\"}"), "no bad record");
  }
  EXPECT_THAT(readJsonl("{\"text\":\"\\ud83d\\ude00\"}").texts(), ElementsAre("\xf0\x9f\x98\x80"));
}

TEST_F(JsonlTest, DeepNesting) {
  for (const char *bracket : {"[", "{\"a\":"}) {
    std::string deep;
    for (int i = 0; i < 200000; ++i)
      deep += bracket;
    EXPECT_THAT(reason("{\"text\":\"x\",\"a\":" + deep), HasSubstr("is no JSON object"));
  }
}

TEST_F(JsonlTest, NumbersOfAnySize) {
  std::string digits(30, '7');
  Reading reading = readJsonl("{\"text\":\"x\",\"hash\":" + digits + ",\"id\":" + digits + "}\n" +
                              "{\"text\":\"y\",\"id\":1.50}\n{\"text\":\"z\",\"id\":1e3}\n");
  ASSERT_THAT(reading.texts(), ElementsAre("x", "y", "z")) << reading.str;
  EXPECT_EQ(reading.documents[0].id, digits);
  EXPECT_EQ(reading.documents[1].id, "1.50");
  EXPECT_EQ(reading.documents[2].id, "1e3");
}

TEST_F(JsonlTest, LargeRecords) {
  std::string letters = noise(1000);
  EXPECT_THAT(reason("{\"text\":\"" + letters + "\"}", "max_document_bytes: 999"),
              HasSubstr("a text of 1000 bytes"));
  EXPECT_EQ(
      readJsonl("{\"text\":\"" + letters + "\"}", "max_document_bytes: 1000").documents.size(), 1u);
  EXPECT_THAT(reason("{\"text\":\"" + noise(1100000) + "\"}", "max_document_bytes: 999"),
              HasSubstr("a line of 1100012 bytes"));
  std::string escaped;
  for (int i = 0; i < 999; ++i)
    escaped += "\\u00e9";
  EXPECT_EQ(
      readJsonl("{\"text\":\"" + escaped + "\"}", "max_document_bytes: 1998").documents.size(), 1u);
}

TEST_F(JsonlTest, AByteOrderMarkAtTheBegin) {
  EXPECT_THAT(readJsonl("\xef\xbb\xbf{\"text\":\"x\"}\n").texts(), ElementsAre("x"));
  EXPECT_NE(reason("\xef\xbb\xbf{\"text\":\"x\"}"), "no bad record");
}

TEST_F(JsonlTest, Utf16) {
  Reading reading = readJsonl(std::string("\xff\xfe{\0\"\0", 6));
  ASSERT_EQ(reading.bad.size(), 1u);
  EXPECT_THAT(reading.bad[0].why.hint(), HasSubstr("UTF-16"));
}

TEST_F(JsonlTest, Compressed) {
  std::string bytes;
  for (int i = 0; i < 20000; ++i)
    bytes += "{\"text\":\"" + noise(40, i) + "\",\"id\":" + std::to_string(i) + "}\n";
  std::string plain = readJsonl(bytes).str;
  write("f.jsonl", zstd(bytes));
  EXPECT_TRUE(read("files: 'f.jsonl'", 1000).str == plain);
  write("f.jsonl", gzip(bytes.substr(0, 1000)) + gzip(bytes.substr(1000)));
  EXPECT_TRUE(read("files: 'f.jsonl'", 1000).str == plain);
  Reading cut = readJsonl(zstd(bytes).substr(0, 300000));
  EXPECT_GT(cut.documents.size(), 1000u);
  ASSERT_EQ(cut.bad.size(), 1u);
  EXPECT_TRUE(cut.bad[0].losesRest);
  EXPECT_THAT(cut.bad[0].status().str(), HasSubstr("cut off (the rest of the file is lost)"));
}

} // namespace
