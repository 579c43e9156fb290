//===- C4Test.cpp - which lines stay --------------------------------------===//

#include "runtime/data/filters/C4.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle;
using namespace heddle::corpus;

namespace {

struct Outcome {
  std::string kept, removal;
  std::vector<std::string> edits; // "rule count bytes"
};

Outcome applyC4(std::string_view text, C4 settings = C4(), uint32_t minSentences = 0) {
  settings.set_min_sentences(minSentences);
  runtime::TextStatistics document;
  EXPECT_TRUE(document.assign(text).ok());
  C4Rule rule(settings);
  Edits edits;
  Outcome outcome;
  if (auto removal = rule.apply(document, edits))
    outcome.removal = removal->rule;
  else
    outcome.kept = rule.kept();
  for (const Edit &edit : edits.all())
    outcome.edits.push_back(std::string(edit.rule) + " " + std::to_string(edit.count) + " " +
                            std::to_string(edit.bytes));
  return outcome;
}

TEST(C4Test, RemovesLinesAndCountsThem) {
  Outcome outcome = applyC4("  A line that stays.\nToo short.\nTurn on JavaScript, please.\n"
                            "We use cookies for you.\nNo, two\nAnother that stays\n");
  EXPECT_EQ(outcome.kept, "A line that stays.\nAnother that stays");
  EXPECT_THAT(outcome.edits,
              testing::ElementsAre("c4.min_words_per_line 2 17", "c4.javascript_lines 1 27",
                                   "c4.policy_lines 1 23"));
}

TEST(C4Test, CutsCitations) {
  Outcome outcome = applyC4("It is[1] so[edit] they[] say[citation needed] [x] [12");
  EXPECT_EQ(outcome.kept, "It is so they say [x] [12");
  EXPECT_THAT(outcome.edits, testing::ElementsAre("c4.citations 4 28"));
  EXPECT_EQ(applyC4("one two three [٣]").kept, "one two three"); // any script's digits
}

TEST(C4Test, WhatCitationsDividedIsFound) {
  EXPECT_EQ(applyC4("We use cook[1]ies here.\nSee java[2]script there.\nOne two three").kept,
            "One two three");
  EXPECT_EQ(applyC4("A lorem[1] ipsum.").removal, "c4.lorem_ipsum");
}

TEST(C4Test, WordsAreCountedBeforeCitationsGo) {
  EXPECT_EQ(applyC4("so it [1]").kept, "so it");
  EXPECT_EQ(applyC4("[1] [2] [3]").kept, "");
}

TEST(C4Test, TerminalPunctuation) {
  C4 strict;
  strict.set_terminal_punctuation(true);
  EXPECT_EQ(applyC4("It ends here.\nIt does not\nOr here?\nNot so...\n\"So it does\"", strict).kept,
            "It ends here.\n\"So it does\"");
}

TEST(C4Test, LongWordsAreMeasuredInCharacters) {
  C4 settings;
  settings.set_max_word_length(4);
  EXPECT_EQ(applyC4("a bb éééé\na bb ééééé\na b\u3000ccccc", settings).kept, "a bb éééé");
}

TEST(C4Test, PhrasesRemoveTheDocument) {
  EXPECT_EQ(applyC4("Fine so far.\nLOREM Ipsum dolor sit.").removal, "c4.lorem_ipsum");
  EXPECT_EQ(applyC4("if (x) { return 1; }").removal, "c4.curly_bracket");
  EXPECT_EQ(applyC4("{ short\nA line that stays").kept, "A line that stays"); // the line goes first
}

TEST(C4Test, NeedsSentences) {
  EXPECT_EQ(applyC4("One two three. Four five six. Seven.", C4(), 3).removal, "");
  EXPECT_EQ(applyC4("One two three. Four five six. Seven.", C4(), 4).removal, "c4.min_sentences");
  EXPECT_EQ(applyC4("One two three\nfour five six", C4(), 2).removal, "");
  EXPECT_EQ(applyC4("", C4(), 1).removal, "c4.min_sentences");
}

TEST(C4Test, EachRuleCanBeOff) {
  C4 off;
  off.set_javascript_lines(false);
  off.set_policy_lines(false);
  off.set_lorem_ipsum(false);
  off.set_curly_bracket(false);
  off.set_citations(false);
  off.set_min_words_per_line(0);
  off.set_max_word_length(UINT32_MAX);
  std::string text = "javascript\n\nprivacy policy [1]\nlorem ipsum {\n" + std::string(2000, 'x');
  EXPECT_EQ(applyC4(text, off).kept, text);
  C4 disabled;
  disabled.set_enabled(false);
  EXPECT_EQ(applyC4(" x \n", disabled).kept, " x \n");
}

} // namespace
