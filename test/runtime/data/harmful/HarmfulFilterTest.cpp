//===- HarmfulFilterTest.cpp - documents with harmful content -------------===//

#include "runtime/data/harmful/HarmfulFilter.h"
#include "test/runtime/Files.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace heddle::corpus;
using testing::HasSubstr;

namespace {

class HarmfulFilterTest : public heddle::test::FolderTest {
protected:
  std::string write(const std::string &name, const std::string &bytes) {
    std::ofstream(folder + "/" + name, std::ios::binary) << bytes;
    return folder + "/" + name;
  }
};

TEST_F(HarmfulFilterTest, ARuleThatNamesNothingDoesNothing) {
  auto filter = HarmfulFilter::create({});
  ASSERT_TRUE(filter.ok());
  EXPECT_FALSE(filter->has_value());
}

TEST_F(HarmfulFilterTest, RemovesByShareOfWords) {
  HarmfulContent rule;
  rule.add_word_lists(write("en", "darn\nheck\n"));
  rule.add_word_lists(write("de", "mist"));
  rule.set_max_share(0.25);
  auto filter = HarmfulFilter::create(rule);
  ASSERT_TRUE(filter.ok());
  EXPECT_FALSE((*filter)->check("oh darn that hurts"));
  auto removal = (*filter)->check("darn mist it hurts");
  ASSERT_TRUE(removal);
  EXPECT_EQ(removal->rule, "harmful.max_share");
  EXPECT_EQ(removal->value, 0.5);
  EXPECT_EQ(removal->limit, 0.25);
}

TEST_F(HarmfulFilterTest, RemovesByScore) {
  HarmfulContent rule;
  rule.set_classifier(
      write("model", Classifier(0, 8, std::vector<int16_t>(256, 100), 1, -99).format()));
  auto filter = HarmfulFilter::create(rule);
  ASSERT_TRUE(filter.ok());
  EXPECT_FALSE((*filter)->check("")); // no words: the score of the bias
  auto removal = (*filter)->check("some words");
  ASSERT_TRUE(removal);
  EXPECT_EQ(removal->rule, "harmful.max_score");
  EXPECT_GT(removal->value, 0.7);
  EXPECT_EQ(removal->limit, 0.5);
}

TEST_F(HarmfulFilterTest, NamesTheFileThatIsWrong) {
  HarmfulContent rule;
  rule.add_word_lists(folder + "/none");
  EXPECT_THAT(HarmfulFilter::create(rule).status().message(), HasSubstr("/none': No such file"));
  rule.set_word_lists(0, write("bad", "ok\n...\n"));
  EXPECT_THAT(HarmfulFilter::create(rule).status().message(), HasSubstr("/bad:2: "));
  rule.clear_word_lists();
  rule.set_classifier(write("model", "nothing"));
  EXPECT_THAT(HarmfulFilter::create(rule).status().message(),
              HasSubstr("/model: is no classifier"));
  rule.set_max_share(2);
  EXPECT_THAT(HarmfulFilter::create(rule).status().message(), HasSubstr("max_share"));
}

} // namespace
