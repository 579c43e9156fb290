#include "runtime/data/corpus/Ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle::corpus;

namespace {

/// Three documents: one is removed, one is cut, one becomes a duplicate.
Tally example() {
  Ledger ledger;
  ledger.input(100, 30);
  ledger.input(200, 60);
  ledger.input(300, 90);
  ledger.remove("gopher_quality.min_words", 100, 30);
  ledger.cut("c4.policy_lines", 2, 50, 15);
  ledger.remove("near.min_jaccard", 300, 90);
  ledger.output(150);
  return ledger.tally();
}

TEST(Ledger, StepsComeInTheOrderOfThePipelineAndSayWhatIsLeft) {
  Tally tally = example();
  std::vector<StepCount> steps = stepsOf(tally);
  std::vector<std::string> names;
  for (const StepCount &step : steps)
    names.push_back(step.name);
  EXPECT_THAT(names, testing::ElementsAre("gopher_quality", "c4", "near"));
  EXPECT_EQ(steps[0].after.documents(), 2);
  EXPECT_EQ(steps[0].after.bytes(), 500);
  EXPECT_EQ(steps[1].after.documents(), 2);
  EXPECT_EQ(steps[1].after.bytes(), 450);
  EXPECT_EQ(steps[1].after.tokens(), 135);
  EXPECT_EQ(outputOf(tally).documents(), 1);
  EXPECT_EQ(outputOf(tally).bytes(), 150);
  EXPECT_EQ(outputOf(tally).tokens(), 45);
}

TEST(Ledger, ATallyWithoutRulesKeepsAll) {
  Ledger ledger;
  ledger.input(10, 3);
  EXPECT_EQ(outputOf(ledger.tally()).bytes(), 10);
}

TEST(Ledger, SumsOfPartsAreTheWhole) {
  Tally sum, twice = example();
  merge(sum, example());
  merge(sum, example());
  merge(twice, example());
  EXPECT_EQ(sum.rules().at("c4.policy_lines").cuts(), 4u);
  EXPECT_EQ(outputOf(sum).bytes(), 300);
  EXPECT_EQ(outputOf(twice).bytes(), 300);
  EXPECT_EQ(sum.input_lengths(7), 2u);  // 64..127 bytes
  EXPECT_EQ(sum.output_lengths(8), 2u); // 128..255
}

} // namespace
