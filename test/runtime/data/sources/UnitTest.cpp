//===- UnitTest.cpp - units do not change what is read ----------*- C++ -*-===//

#include "runtime/data/sources/Unit.h"

#include "test/runtime/data/Compressed.h"
#include "test/runtime/data/sources/Reading.h"

#include <random>

using namespace heddle::corpus;
using namespace heddle::runtime;
using namespace heddle::test;
using testing::HasSubstr;

namespace {

/// Records of a form and how the source is described, without its files.
struct Form {
  std::string source;
  std::string (*write)(const std::string &text);
  std::string divider;
};

const Form kForms[] = {
    {"format: JSONL", [](const std::string &text) { return "{\"text\": \"" + text + "\"}\n"; }, ""},
    {"split: LINE", [](const std::string &text) { return text + "\n"; }, ""},
    {"split: BLANK_LINE", [](const std::string &text) { return text + "\n" + text + "\n"; }, "\n"},
    {"split: SEPARATOR_LINE separator: '--'",
     [](const std::string &text) { return text + "\n\n" + text + "\r\n"; }, "--\n"},
};

class UnitTest : public SourceTest {
protected:
  /// Records of 1 to 40 letters.
  static std::vector<std::string> makeTexts(std::mt19937 &random, int count) {
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i)
      texts.push_back(noise(1 + random() % 40, random()));
    return texts;
  }

  /// The records over some files, each with now and then an empty line or a "\r".
  std::vector<std::string> makeFiles(const Form &form, const std::vector<std::string> &texts,
                                     std::mt19937 &random, int files) {
    std::vector<std::string> contents(1);
    for (const std::string &text : texts) {
      if (int(random() % texts.size()) < files && !contents.back().empty())
        contents.push_back("");
      else if (!contents.back().empty())
        contents.back() += form.divider;
      if (random() % 5 == 0 && form.divider.empty())
        contents.back() += random() % 2 ? "\n" : "\r\n";
      contents.back() += form.write(text);
    }
    return contents;
  }
};

TEST_F(UnitTest, TheSizeOfUnitsDoesNotMatter) {
  std::mt19937 random(1);
  for (const Form &form : kForms) {
    std::vector<std::string> files = makeFiles(form, makeTexts(random, 60), random, 3);
    std::filesystem::remove_all(folder + "/d");
    for (size_t i = 0; i < files.size(); ++i)
      write("d/" + std::to_string(i), files[i]);
    std::string source = "files: 'd' " + form.source;
    Reading whole = read(source);
    EXPECT_EQ(whole.documents.size(), 60u) << form.source;
    EXPECT_EQ(whole.bad.size(), 0u) << whole.str;
    for (uint64_t bytes : {1, 2, 3, 5, 17, 64, 100, 333, 1000})
      ASSERT_EQ(read(source, bytes).str, whole.str) << form.source << " " << bytes;
  }
}

TEST_F(UnitTest, HowRecordsAreSplitOverFilesDoesNotMatter) {
  std::mt19937 random(2);
  for (const Form &form : kForms) {
    std::vector<std::string> texts = makeTexts(random, 50), first;
    for (int files : {1, 3, 20}) {
      std::vector<std::string> contents = makeFiles(form, texts, random, files);
      std::filesystem::remove_all(folder + "/d");
      for (size_t i = 0; i < contents.size(); ++i) {
        // The last line of a file may lack its end.
        std::string bytes = contents[i];
        if (random() % 2)
          bytes.pop_back();
        write("d/" + std::to_string(1000 + i), bytes);
      }
      std::vector<std::string> read = this->read("files: 'd' " + form.source, 100).texts();
      if (first.empty())
        first = read;
      EXPECT_EQ(read.size(), 50u);
      if (form.divider != "--\n") // whose texts may lose the "\r" of their last line
        EXPECT_EQ(read, first) << form.source << " " << files;
    }
  }
}

/// Any bytes: bad records too are the same, wherever the cuts are.
TEST_F(UnitTest, GarbageIsTheSameInAllUnits) {
  std::mt19937 random(3);
  for (const Form &form : kForms)
    for (int round = 0; round < 20; ++round) {
      std::string bytes;
      for (int i = 0; i < 300; ++i)
        bytes += "ab\n\n\r\n--{}\xff\""[random() % 12];
      write("f", bytes);
      std::string source = "files: 'f' max_document_bytes: 20 format: TEXT " + form.source;
      if (form.source == "format: JSONL")
        source = "files: 'f' format: JSONL";
      std::string whole = read(source).str;
      for (uint64_t unit : {1, 2, 7, 50})
        ASSERT_EQ(read(source, unit).str, whole) << form.source << " " << unit << "\n" << bytes;
    }
}

TEST_F(UnitTest, UnitsCoverTheFiles) {
  for (int i = 0; i < 50; ++i)
    write("d/" + std::to_string(i), noise(i));
  write("d/big.jsonl", noise(100000));
  write("d/big.warc", noise(100000));
  write("d/packed.jsonl", gzip(noise(200000)));
  Result<std::vector<Unit>> units = planUnits(sourceOf("files: 'd'"), folder, 30000);
  ASSERT_TRUE(units.ok()) << units.status().str();
  uint64_t bytes = 0;
  for (const Unit &unit : *units)
    bytes += unit.bytes();
  uint64_t expected = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folder + "/d"))
    expected += entry.file_size();
  EXPECT_EQ(bytes, expected);
  // 4 parts of the big file, the other two big ones, and the small ones around them: each costs 4
  // KiB.
  EXPECT_GE(units->size(), 4u + 2 + 6);
  EXPECT_LE(units->size(), 4u + 2 + 12);
}

TEST_F(UnitTest, SourcesThatContradictThemselves) {
  write("f", "x");
  auto failure = [&](const std::string &text) {
    return planUnits(sourceOf("files: 'f' " + text), folder, 1).status().str();
  };
  EXPECT_THAT(failure("split: SEPARATOR_LINE"), HasSubstr("needs a separator"));
  EXPECT_THAT(failure("separator: '-'"), HasSubstr("split is not SEPARATOR_LINE"));
  EXPECT_THAT(failure("split: SEPARATOR_LINE separator: 'a\\nb'"), HasSubstr("more than one line"));
  EXPECT_THAT(failure("max_document_bytes: 0"), HasSubstr("max_document_bytes"));
  EXPECT_THAT(failure("text_field: ''"), HasSubstr("text_field"));
  EXPECT_FALSE(planUnits(sourceOf("files: 'f'"), folder, 0).ok());
}

TEST_F(UnitTest, AFileThatChangedSinceThePlan) {
  write("a", "one\n");
  write("b", "two\n");
  Source source = sourceOf("files: 'a' files: 'b' split: LINE");
  Result<std::vector<Unit>> units = planUnits(source, folder, 100000);
  ASSERT_TRUE(units.ok());
  write("a", "one\nand more\n");
  Reading reading;
  readUnit(source, units->front(), reading);
  EXPECT_THAT(reading.texts(), testing::ElementsAre("two"));
  ASSERT_EQ(reading.bad.size(), 1u);
  EXPECT_TRUE(reading.bad[0].losesRest);
  EXPECT_THAT(reading.bad[0].why.message(), HasSubstr("has 13 bytes now and had 4"));
  std::filesystem::remove(folder + "/b");
  Reading again;
  readUnit(source, units->front(), again);
  EXPECT_EQ(again.bad.size(), 2u);
}

} // namespace
