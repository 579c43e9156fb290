//===- ClassifierFilterTest.cpp - documents kept by score -----------------===//

#include "runtime/data/classifier/ClassifierFilter.h"
#include "test/runtime/Files.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace heddle::corpus;
using testing::HasSubstr;

namespace {

class ClassifierFilterTest : public heddle::test::FolderTest {
protected:
  ClassifierFilterTest() {
    std::ofstream(folder + "/model", std::ios::binary)
        << Classifier(0, 8, std::vector<int16_t>(256, 1), 1, -1).format(); // 0.5 for any words
    rule.set_model(folder + "/model");
  }

  ClassifierFilter make() { return **ClassifierFilter::create(rule); }
  std::string message() { return ClassifierFilter::create(rule).status().message(); }

  QualityClassifier rule;
};

TEST_F(ClassifierFilterTest, ByLeastScore) {
  rule.set_min_score(0.6);
  ClassifierFilter filter = make();
  EXPECT_FALSE(filter.needsAllScores());
  EXPECT_EQ(filter.score("any words"), 0.5f);
  EXPECT_FALSE(filter.check("", 0.7f));
  auto removal = filter.check("", 0.5f);
  ASSERT_TRUE(removal);
  EXPECT_EQ(removal->rule, "classifier.min_score");
  EXPECT_EQ(removal->value, 0.5);
  EXPECT_EQ(removal->limit, 0.6);
}

TEST_F(ClassifierFilterTest, ByShareOfTheSource) {
  rule.set_top_share(0.5);
  ClassifierFilter filter = make();
  EXPECT_TRUE(filter.needsAllScores());
  float scores[] = {0.25f, 0.75f, 0.5f, 0.5f};
  auto removals = filter.decide(scores);
  ASSERT_EQ(removals.size(), 4u);
  EXPECT_FALSE(removals[1] || removals[2]);
  ASSERT_TRUE(removals[0] && removals[3]);
  EXPECT_EQ(removals[0]->rule, "classifier.top_share");
  EXPECT_EQ(removals[0]->value, 0.25);
  EXPECT_EQ(removals[0]->limit, 0.5);
}

/// The answer says which score the text would have needed, and keeps to it.
TEST_F(ClassifierFilterTest, ByPareto) {
  rule.set_pareto_alpha(9);
  ClassifierFilter filter = make();
  int kept = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string text = "text " + std::to_string(i);
    auto removal = filter.check(text, 0.9f);
    kept += !removal;
    if (!removal)
      continue;
    EXPECT_EQ(removal->rule, "classifier.pareto_alpha");
    EXPECT_GT(removal->limit, removal->value);
    EXPECT_FALSE(filter.check(text, float(removal->limit + 1e-6)));
  }
  EXPECT_NEAR(kept, 2000 * 0.424, 90); // 1.1^-9
}

TEST_F(ClassifierFilterTest, RefusesRulesThatSayNothing) {
  EXPECT_THAT(message(), HasSubstr("does not say what to keep"));
  rule.set_min_score(2);
  EXPECT_THAT(message(), HasSubstr("min_score"));
  rule.set_top_share(-1);
  EXPECT_THAT(message(), HasSubstr("top_share"));
  rule.set_pareto_alpha(0);
  EXPECT_THAT(message(), HasSubstr("pareto_alpha"));
  rule.set_pareto_alpha(9);
  rule.set_model(folder + "/none");
  EXPECT_THAT(message(), HasSubstr("/none': No such file"));
  rule.clear_model();
  auto none = ClassifierFilter::create(rule);
  EXPECT_TRUE(none.ok() && !none->has_value());
}

} // namespace
