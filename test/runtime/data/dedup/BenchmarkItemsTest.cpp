//===- BenchmarkItemsTest.cpp - reading the items of evaluations ----------===//

#include "runtime/data/dedup/BenchmarkItems.h"

#include <gmock/gmock.h>

#include <map>

using namespace heddle::corpus;
using heddle::runtime::error;
using heddle::runtime::Result;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Result<std::vector<BenchmarkItem>> read(const std::map<std::string, std::string> &files,
                                        std::vector<std::string> fields = {}) {
  Decontamination options;
  Benchmark &benchmark = *options.add_benchmark();
  benchmark.set_name("quiz");
  for (auto &[path, content] : files)
    benchmark.add_files(path);
  for (const std::string &field : fields)
    benchmark.add_fields(field);
  return readItems(options, [&](const std::string &path) -> Result<std::string> {
    auto found = files.find(path);
    return found == files.end() ? Result<std::string>(error("'" + path + "': no such file"))
                                : Result<std::string>(found->second);
  });
}

std::vector<std::string> textsOf(const std::map<std::string, std::string> &files,
                                 std::vector<std::string> fields = {}) {
  auto items = read(files, fields);
  EXPECT_TRUE(items.ok()) << items.status().str();
  std::vector<std::string> texts;
  for (const BenchmarkItem &item : *items)
    texts.push_back(item.name() + " " + item.text);
  return texts;
}

void expectError(const std::string &content, std::vector<std::string> fields,
                 const std::string &message) {
  auto items = read({{"q.jsonl", content}}, fields);
  ASSERT_FALSE(items.ok()) << content;
  EXPECT_THAT(items.status().message(), HasSubstr(message));
}

} // namespace

TEST(BenchmarkItemsTest, ALineIsAnItem) {
  EXPECT_THAT(textsOf({{"a.txt", "one\n\n two\r\n"}, {"b", "three"}}),
              ElementsAre("a.txt:1 one", "a.txt:3  two\r", "b:1 three"));
}

TEST(BenchmarkItemsTest, FieldsOfJsonLines) {
  std::string line = R"({"question": "Why\u003f", "n": 3, "choices": ["a", "b"], "answer": "b"})"
                     "\n\n";
  EXPECT_THAT(textsOf({{"q.jsonl", line + line}}, {"answer", "question", "choices"}),
              ElementsAre("q.jsonl:1 b Why? a b", "q.jsonl:3 b Why? a b"));
  EXPECT_THAT(textsOf({{"q.json.gz", line}}), ElementsAre("q.json.gz:1 Why? b"));
}

TEST(BenchmarkItemsTest, TextIsInNormalFormC) {
  EXPECT_THAT(textsOf({{"a.txt", "e\u0301"}}), ElementsAre("a.txt:1 \u00e9"));
}

TEST(BenchmarkItemsTest, ErrorsAreLocated) {
  std::string good = R"({"q": "a"})"
                     "\n";
  expectError(good + "{\"q\": \n", {"q"}, "q.jsonl:2: no JSON: ");
  expectError(good + "[1]", {"q"}, "q.jsonl:2: no JSON object");
  expectError(good + R"({"p": "a"})", {"q"}, "q.jsonl:2: the object has no field 'q'");
  expectError(good + R"({"q": 3})", {"q"},
              "q.jsonl:2: the field 'q' is neither a string nor a list");
  expectError(good + R"({"q": ["a", 3]})", {"q"}, "q.jsonl:2: the field 'q' is neither");
  expectError(good + "{\"q\": \"\xff\"}", {"q"}, "q.jsonl:2: no JSON: ");
  expectError("\n\n", {}, "benchmark 'quiz' has no items");
  EXPECT_THAT(read({{"a.txt", "good\nb\xc3\n"}}).status().message(),
              HasSubstr("a.txt:2: the item is not UTF-8"));
}

TEST(BenchmarkItemsTest, AFileThatCannotBeReadIsAnError) {
  Decontamination options;
  options.add_benchmark()->add_files("gone");
  auto items = readItems(options, [](const std::string &path) -> Result<std::string> {
    return error("'" + path + "': no such file");
  });
  EXPECT_EQ(items.status().message(), "'gone': no such file");
}
