//===- CurationsTest.cpp - curations by name and their mistakes -----------===//

#include "runtime/data/filters/Curations.h"

#include <gtest/gtest.h>

#include <google/protobuf/text_format.h>

using namespace heddle::corpus;

namespace {

std::string mistake(const std::string &text) {
  Curation curation;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &curation)) << text;
  heddle::runtime::Status status = checkCuration(curation);
  return status ? "" : status.message();
}

TEST(CurationsTest, BuiltinOnesAreRight) {
  for (const char *name : {"prose", "code", "none"}) {
    std::optional<Curation> curation = builtinCuration(name);
    ASSERT_TRUE(curation.has_value()) << name;
    EXPECT_EQ(curation->name(), name);
    EXPECT_TRUE(checkCuration(*curation).ok());
  }
  EXPECT_FALSE(builtinCuration("Prose").has_value());
}

TEST(CurationsTest, CodeKeepsPersonalDataOutAndNothingElse) {
  Curation code = *builtinCuration("code"), none = *builtinCuration("none");
  for (const Curation &curation : {code, none}) {
    EXPECT_FALSE(curation.normalisation().enabled());
    EXPECT_FALSE(curation.language().enabled());
    EXPECT_FALSE(curation.gopher_repetition().enabled());
    EXPECT_FALSE(curation.gopher_quality().enabled());
    EXPECT_FALSE(curation.c4().enabled());
    EXPECT_FALSE(curation.fineweb().enabled());
  }
  EXPECT_TRUE(code.personal_data().enabled());
  EXPECT_FALSE(none.personal_data().enabled());
}

TEST(CurationsTest, WhatIsNotWrittenIsTheDefault) {
  Curation written;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "gopher_quality { min_words: 10 } c4 { enabled: false }", &written));
  EXPECT_EQ(written.gopher_quality().min_words(), 10);
  EXPECT_EQ(written.gopher_quality().max_words(), 100000);
  EXPECT_TRUE(written.fineweb().enabled());
  EXPECT_FALSE(written.c4().enabled());
}

TEST(CurationsTest, NumbersThatCannotBe) {
  EXPECT_EQ(mistake("gopher_quality { min_words: nan }"),
            "gopher_quality.min_words is nan, which is no number");
  EXPECT_EQ(mistake("gopher_repetition { max_duplicate_lines: -0.5 }"),
            "gopher_repetition.max_duplicate_lines is -0.5, but what it limits is never below 0");
  EXPECT_EQ(mistake("gopher_repetition { max_duplicate_lines: 30 }"),
            "gopher_repetition.max_duplicate_lines is 30, but it is a share, from 0 to 1");
  EXPECT_EQ(mistake("fineweb { min_punctuated_lines: inf }"),
            "fineweb.min_punctuated_lines is inf, which nothing reaches");
  EXPECT_EQ(mistake("gopher_repetition { duplicate_ngram { n: 5 max_chars: 1.5 } }"),
            "gopher_repetition.duplicate_ngram.max_chars is 1.5, but it is a share, from 0 to 1");
  EXPECT_EQ(mistake("language { min_confidence: 65 }"),
            "language.min_confidence is 65, but it is a share, from 0 to 1");
  EXPECT_EQ(mistake("unigram { min_mean_log_probability: 10 }"),
            "unigram.min_mean_log_probability is 10: the logarithm of a probability is 0 at most");
  EXPECT_EQ(mistake("classifier { pareto_alpha: 0 }"),
            "classifier.pareto_alpha is 0, but it must be above 0");
  EXPECT_EQ(mistake("gopher_quality { min_stop_words: 9 }"),
            "gopher_quality.min_stop_words is 9, but there are 8 stop words");
  EXPECT_EQ(mistake("gopher_quality { min_words: 200 max_words: 100 }"),
            "gopher_quality.min_words is 200 and gopher_quality.max_words is 100: no document "
            "would stay");
}

TEST(CurationsTest, NGramsThatCannotBe) {
  EXPECT_EQ(mistake("gopher_repetition { top_ngram { n: 0 max_chars: 0.1 } }"),
            "gopher_repetition.top_ngram.n is 0, but n-grams have 1 to 64 words");
  EXPECT_EQ(mistake("gopher_repetition { duplicate_ngram { n: 65 max_chars: 0.1 } }"),
            "gopher_repetition.duplicate_ngram.n is 65, but n-grams have 1 to 64 words");
  EXPECT_EQ(mistake("gopher_repetition { top_ngram { n: 2 } }"),
            "gopher_repetition.top_ngram with n: 2 has no max_chars");
  EXPECT_EQ(mistake("gopher_repetition { top_ngram { n: 2 max_chars: 1 } "
                    "top_ngram { n: 2 max_chars: 0.1 } }"),
            "gopher_repetition.top_ngram with n: 2 stands there twice");
}

TEST(CurationsTest, WhatSwitchesAThresholdOffIsRight) {
  EXPECT_EQ(
      mistake("gopher_repetition { max_duplicate_lines: inf top_ngram { n: 2 max_chars: inf } } "
              "gopher_quality { min_words: 0 max_words: inf max_hashes_per_word: 3 } "
              "fineweb { max_newlines_per_word: 2 min_punctuated_lines: 0 }"),
      "");
}

} // namespace
