//===- TextTest.cpp - plain text and its splits -----------------*- C++ -*-===//

#include "test/runtime/data/Compressed.h"
#include "test/runtime/data/sources/Reading.h"

using namespace heddle::corpus;
using namespace heddle::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class TextTest : public SourceTest {
protected:
  Reading readText(const std::string &bytes, const std::string &more = "") {
    write("f.txt", bytes);
    return read("files: 'f.txt' " + more);
  }
};

TEST_F(TextTest, AFileAsItIs) {
  std::string bytes("\xef\xbb\xbf"
                    "a\r\n\0 b\n\n",
                    11);
  Reading reading = readText(bytes);
  EXPECT_THAT(reading.texts(), ElementsAre(bytes));
  EXPECT_EQ(reading.documents[0].name(), "f.txt@0");
  write("f.txt", gzip(bytes));
  EXPECT_THAT(read("files: 'f.txt'").texts(), ElementsAre(bytes));
}

TEST_F(TextTest, EmptyFiles) {
  Reading reading = readText("");
  ASSERT_EQ(reading.passedOver.size(), 1u);
  EXPECT_EQ(reading.passedOver[0].why, PassedOver::Empty);
  EXPECT_EQ(readText("", "split: LINE").str, "");
  EXPECT_EQ(readText("\n\r\n\n", "split: BLANK_LINE").str, "");
}

TEST_F(TextTest, NoUtf8) {
  Reading reading = readText("abc\xff");
  ASSERT_EQ(reading.bad.size(), 1u);
  EXPECT_EQ(reading.bad[0].status().str(), "f.txt@0: is not UTF-8: byte 3 is 0xff (4 bytes)\n"
                                           "  hint: convert it: iconv -f ENCODING -t UTF-8");
  Reading lines = readText("ok\nb\xe2\x82\nalso ok", "split: LINE");
  EXPECT_THAT(lines.texts(), ElementsAre("ok", "also ok"));
  EXPECT_THAT(lines.bad.at(0).why.message(), HasSubstr("byte 4 is 0xe2"));
}

TEST_F(TextTest, Lines) {
  Reading reading = readText("one\n\n\r\ntwo\r\n  \nthree", "split: LINE");
  EXPECT_THAT(reading.texts(), ElementsAre("one", "two", "  ", "three"));
  EXPECT_EQ(reading.documents[1].offset, 7u);
}

TEST_F(TextTest, Paragraphs) {
  Reading reading = readText("\n\na\nb\n\n\r\nc\r\nd\r\n\r\n \ne", "split: BLANK_LINE");
  EXPECT_THAT(reading.texts(), ElementsAre("a\nb", "c\r\nd", " \ne"));
  EXPECT_EQ(reading.documents[0].offset, 2u);
  EXPECT_EQ(reading.documents[1].offset, 9u);
}

TEST_F(TextTest, SeparatorLines) {
  Reading reading =
      readText("a\n\nb\n%%\n%%\n\n\n%%\r\n%%% \n%%x\n%%", "split: SEPARATOR_LINE separator: '%%'");
  EXPECT_THAT(reading.texts(), ElementsAre("a\n\nb", "%%% \n%%x"));
}

TEST_F(TextTest, TooLarge) {
  std::string ten(10, 'x'), eleven(11, 'x'), huge = noise(2000000);
  for (const std::string split : {"LINE", "BLANK_LINE", "FILE"}) {
    std::string more = "max_document_bytes: 10 split: " + split;
    EXPECT_THAT(readText(ten, more).texts(), ElementsAre(ten));
    Reading reading = readText(eleven, more);
    ASSERT_EQ(reading.bad.size(), 1u) << split;
    EXPECT_THAT(reading.bad[0].why.message(), HasSubstr("max_document_bytes"));
    EXPECT_EQ(reading.bad[0].bytes, 11u);
    EXPECT_EQ(readText(huge, more).bad.at(0).bytes, 2000000u);
  }
  Reading lines = readText(huge + "\nok\n", "max_document_bytes: 10 split: LINE");
  EXPECT_THAT(lines.texts(), ElementsAre("ok"));
  Reading parts = readText(huge + "\n" + huge + "\n\nok\n" + ten + "\n\nok",
                           "max_document_bytes: 10 split: BLANK_LINE");
  EXPECT_THAT(parts.texts(), ElementsAre("ok"));
  EXPECT_EQ(parts.bad.size(), 2u);
  write("f.txt", gzip(huge));
  EXPECT_FALSE(read("files: 'f.txt' max_document_bytes: 10").bad.at(0).bytes.has_value());
}

TEST_F(TextTest, DamagedFiles) {
  std::string lines;
  for (int i = 0; i < 50000; ++i)
    lines += noise(30, i) + "\n";
  for (const std::string split : {"LINE", "BLANK_LINE", "FILE"}) {
    write("f.txt", zstd(lines).substr(0, 500000));
    write("g.txt", "good");
    Reading reading = read("files: 'f.txt' files: 'g.txt' split: " + split);
    ASSERT_EQ(reading.bad.size(), 1u) << split;
    EXPECT_TRUE(reading.bad[0].losesRest);
    EXPECT_EQ(reading.documents.back().text, "good");
    EXPECT_GE(reading.documents.size(), split == "LINE" ? 1000u : 1u);
  }
}

TEST_F(TextTest, FormsThatAreNotRead) {
  Reading reading = readText(std::string("\xfd"
                                         "7zXZ\0",
                                         6));
  ASSERT_EQ(reading.bad.size(), 1u);
  EXPECT_THAT(reading.bad[0].status().str(), HasSubstr("xz"));
}

TEST_F(TextTest, TreesOfCode) {
  write("t/a.c", "int a;\n");
  write("t/empty.c", "");
  write("t/late.bin", std::string(9000, 'x') + std::string(1, '\0'));
  write("t/nul.bin", std::string("a\0b", 3));
  write("t/latin1.c", "// \xe9\n");
  write("t/packed.gz", gzip("text"));
  write("t/z/b.c", "int b;\n");
  Reading reading = read("files: 't' format: CODE_TREE");
  EXPECT_EQ(reading.documents.size(), 3u);
  EXPECT_EQ(reading.documents[0].name(), "t/a.c@0");
  EXPECT_EQ(reading.documents[1].path, "t/late.bin");
  EXPECT_EQ(reading.documents[2].text, "int b;\n");
  EXPECT_EQ(reading.bad.size(), 0u);
  ASSERT_EQ(reading.passedOver.size(), 4u);
  EXPECT_EQ(reading.passedOver[0].why, PassedOver::Empty);
  for (size_t i : {1, 2, 3})
    EXPECT_EQ(reading.passedOver[i].why, PassedOver::Binary) << reading.passedOver[i].path;
  EXPECT_THAT(read("files: 't' format: CODE_TREE max_document_bytes: 5").bad.size(), 4u);
}

TEST_F(TextTest, FormatsByName) {
  write("d/a.jsonl.zst", zstd("{\"text\":\"json\"}"));
  write("d/b.json", "{\"text\":\"also json\"}");
  write("d/c.txt", "text");
  write("d/d.html", "<p>" + noise(30) +
                        " is a paragraph of a page that has more than sixteen words, so "
                        "that it is taken for its content</p>");
  Reading reading = read("files: 'd'");
  ASSERT_EQ(reading.documents.size(), 4u) << reading.str;
  EXPECT_EQ(reading.documents[0].text, "json");
  EXPECT_EQ(reading.documents[3].text.substr(0, 30), noise(30));
}

} // namespace
