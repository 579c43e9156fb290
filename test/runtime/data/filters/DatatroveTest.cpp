//===- DatatroveTest.cpp - decisions against those of datatrove -----------===//
//
// record_decisions.py made the cases.
//
//===----------------------------------------------------------------------===//

#include "runtime/data/filters/C4.h"
#include "runtime/data/filters/FineWeb.h"
#include "runtime/data/filters/GopherQuality.h"
#include "runtime/data/filters/GopherRepetition.h"
#include "test/runtime/Files.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include <map>

using namespace heddle;
using namespace heddle::corpus;

namespace {

const std::string kFolder = "test/runtime/data/filters/";

std::string textOf(const nlohmann::json &parts, const std::string &genesis) {
  std::string text;
  for (const nlohmann::json &part : parts)
    text += part.is_string() ? part.get<std::string>()
                             : genesis.substr(part[0].get<size_t>(), part[1].get<size_t>());
  return text;
}

std::string ruleOf(const std::optional<Removal> &removal) {
  return removal ? std::string(removal->rule) : "";
}

class DatatroveTest : public testing::Test {
protected:
  DatatroveTest() {
    C4 strict;
    strict.set_terminal_punctuation(true);
    c4.emplace("c4", C4Rule(C4()));
    c4.emplace("c4_strict", C4Rule(strict));
  }

  void checkC4(const nlohmann::json &test, const std::string &name) {
    C4Rule &rule = c4.at(name);
    Edits edits;
    EXPECT_EQ(ruleOf(rule.apply(document, edits)), test[name].get<std::string>());
    if (!test.contains(name + "_text"))
      return;
    const std::string &kept = rule.kept();
    EXPECT_EQ(kept.size(), test[name + "_text"][0].get<size_t>()) << kept;
    EXPECT_EQ(crc32(0, reinterpret_cast<const Bytef *>(kept.data()), uInt(kept.size())),
              test[name + "_text"][1].get<uLong>())
        << kept;
    runtime::WordTable words;
    words.assign(kept);
    EXPECT_EQ(rule.keptWords(), words.size()) << kept;
  }

  runtime::TextStatistics document;
  GopherRepetitionRule repetition{GopherRepetition()};
  std::map<std::string, C4Rule> c4;
};

TEST_F(DatatroveTest, DecidesTheSame) {
  std::string genesis = test::contentOf(kFolder + "genesis.txt");
  std::istringstream cases(test::contentOf(kFolder + "decisions.jsonl"));
  std::map<std::string, int> seen;
  for (std::string line; std::getline(cases, line);) {
    nlohmann::json test = nlohmann::json::parse(line);
    std::string text = textOf(test["parts"], genesis);
    SCOPED_TRACE(text);
    ASSERT_TRUE(document.assign(text).ok());
    EXPECT_EQ(ruleOf(repetition.check(document)), test["gopher_repetition"].get<std::string>());
    EXPECT_EQ(ruleOf(checkGopherQuality(GopherQuality(), document)),
              test["gopher_quality"].get<std::string>());
    EXPECT_EQ(ruleOf(checkFineWeb(FineWeb(), document)), test["fineweb"].get<std::string>());
    checkC4(test, "c4");
    checkC4(test, "c4_strict");
    for (const char *name : {"gopher_repetition", "gopher_quality", "fineweb", "c4"})
      ++seen[test[name].get<std::string>()];
  }
  EXPECT_GE(seen.size(), 28u) << "cases of too few decisions";
}

} // namespace
