//===- WordSplitterTest.cpp - words against those of spaCy ----------------===//
//
// record_words.py made the cases.
//
//===----------------------------------------------------------------------===//

#include "runtime/data/text/Sentences.h"
#include "runtime/data/text/WordTable.h"
#include "test/runtime/Files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>

using namespace heddle;
using namespace heddle::runtime;

namespace {

std::vector<std::string> split(std::string_view chunk) {
  WordSplitter splitter;
  std::vector<std::string> words;
  uint32_t begin = 0;
  for (uint32_t end : splitter.split(chunk)) {
    words.emplace_back(chunk.substr(begin, end - begin));
    begin = end;
  }
  EXPECT_EQ(begin, chunk.size());
  return words;
}

using Words = std::vector<std::string>;

TEST(WordSplitterTest, Affixes) {
  EXPECT_EQ(split("(\"Hello,\""), (Words{"(", "\"", "Hello", ",", "\""}));
  EXPECT_EQ(split("end."), (Words{"end", "."}));
  EXPECT_EQ(split("U.S."), (Words{"U.S."}));
  EXPECT_EQ(split("NATO."), (Words{"NATO", "."}));
  EXPECT_EQ(split("5km."), (Words{"5", "km", "."}));
  EXPECT_EQ(split("US$20"), (Words{"US$", "20"}));
  EXPECT_EQ(split("+1"), (Words{"+1"}));
  EXPECT_EQ(split("+a"), (Words{"+", "a"}));
  EXPECT_EQ(split("...so"), (Words{"...", "so"}));
  EXPECT_EQ(split("dog’s"), (Words{"dog", "’s"}));
  EXPECT_EQ(split("wait…"), (Words{"wait", "…"}));
}

TEST(WordSplitterTest, Infixes) {
  EXPECT_EQ(split("well-known"), (Words{"well", "-", "known"}));
  EXPECT_EQ(split("now--then"), (Words{"now", "--", "then"}));
  EXPECT_EQ(split("1914-18"), (Words{"1914", "-", "18"}));
  EXPECT_EQ(split("one.Two"), (Words{"one", ".", "Two"}));
  EXPECT_EQ(split("one,two"), (Words{"one", ",", "two"}));
  EXPECT_EQ(split("3,000"), (Words{"3,000"}));
  EXPECT_EQ(split("so...what"), (Words{"so", "...", "what"}));
  EXPECT_EQ(split("a=b"), (Words{"a", "=", "b"}));
}

TEST(WordSplitterTest, Exceptions) {
  EXPECT_EQ(split("can't"), (Words{"ca", "n't"}));
  EXPECT_EQ(split("can’t,"), (Words{"ca", "n’t", ","}));
  EXPECT_EQ(split("Mr."), (Words{"Mr."}));
  EXPECT_EQ(split("8am"), (Words{"8", "am"}));
  EXPECT_EQ(split("and/or"), (Words{"and/or"}));
  EXPECT_EQ(split("fine:)"), (Words{"fine", ":)"})); // two words by the rules, one together
  EXPECT_EQ(split("cannot"), (Words{"can", "not"}));
}

TEST(WordSplitterTest, Addresses) {
  for (const char *address : {"http://a.example.com/x?y=1,z", "foo@bar.com", "mailto:a.b@c.org",
                              "www.a-b.co.uk:8080/x", "8.8.8.8/a,b", "ab://x.yz#d,e"})
    EXPECT_EQ(split(address), Words{address});
  EXPECT_EQ(split("http://a.com)."), (Words{"http://a.com", ")", "."}));
  EXPECT_GT(split("10.0.0.1/a,b").size(), 1u); // a private network
  EXPECT_GT(split("http://a-.com/a,b").size(), 1u);
  EXPECT_GT(split("a.com:1/a,b").size(), 1u); // a port of one digit
}

TEST(WordSplitterTest, CutsLikeSpacy) {
  std::istringstream cases(test::contentOf("test/runtime/data/text/words.jsonl"));
  WordTable table;
  SentenceCounter sentences;
  size_t count = 0;
  for (std::string line; std::getline(cases, line); ++count) {
    nlohmann::json test = nlohmann::json::parse(line);
    std::string text = test["text"];
    table.assign(text);
    Words words;
    for (size_t i = 0; i < table.size(); ++i)
      words.emplace_back(table[i]);
    EXPECT_EQ(words, test["words"].get<Words>()) << text;
    EXPECT_EQ(sentences.count(text, SIZE_MAX), test["sentences"].get<size_t>()) << text;
  }
  EXPECT_GT(count, 900u);
}

TEST(WordSplitterTest, HostileChunksTakeLinearTime) {
  WordSplitter splitter;
  auto start = std::chrono::steady_clock::now();
  for (std::string piece :
       {"(", ".", "a.", "a@", "a-", "'s", ":)", "1.", "…", "https://", "a.b:1@"}) {
    std::string chunk;
    while (chunk.size() < 300000)
      chunk += piece;
    EXPECT_EQ(splitter.split(chunk).back(), chunk.size()) << piece;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(WordSplitterTest, BytesThatAreNoUtf8AreWords) {
  EXPECT_EQ(split("a\xff"), (Words{"a\xff"}));
  EXPECT_EQ(split("(\xe2\x80"), (Words{"(", "\xe2\x80"}));
}

} // namespace
