//===- WindowsTest.cpp - the order of the data and its split ----*- C++ -*-===//

#include "runtime/data/Windows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

using namespace heddle::runtime;
using testing::HasSubstr;

namespace {

struct Case {
  uint64_t tokens;
  uint64_t seq;
};

class WindowsOf : public testing::TestWithParam<Case> {
protected:
  Windows windows = *Windows::create(GetParam().tokens, GetParam().seq, 5);
};

TEST_P(WindowsOf, TrainingNeverTouchesHeldOutTokens) {
  for (uint64_t position = 0; position < 3 * windows.trainCount(); ++position) {
    uint64_t start = windows.trainStart(position);
    ASSERT_LE(start + windows.seq() + 1, GetParam().tokens);
    for (uint64_t token = start; token <= start + windows.seq(); ++token)
      ASSERT_FALSE(windows.isHeldOut(token)) << "position " << position << ", token " << token;
  }
}

TEST_P(WindowsOf, HeldOutTouchesNothingElse) {
  ASSERT_GT(windows.heldOutCount(), 0u);
  std::set<uint64_t> starts;
  for (uint64_t index = 0; index < windows.heldOutCount(); ++index) {
    uint64_t start = windows.heldOutStart(index);
    ASSERT_TRUE(starts.insert(start).second);
    ASSERT_LE(start + windows.seq() + 1, GetParam().tokens);
    for (uint64_t token = start; token <= start + windows.seq(); ++token)
      ASSERT_TRUE(windows.isHeldOut(token));
  }
}

TEST_P(WindowsOf, EpochVisitsEachTargetAtMostOnceAndNearlyAll) {
  for (uint64_t epoch = 0; epoch < 2; ++epoch) {
    std::vector<int> visits(GetParam().tokens);
    for (uint64_t i = 0; i < windows.trainCount(); ++i) {
      uint64_t start = windows.trainStart(epoch * windows.trainCount() + i);
      for (uint64_t place = 1; place <= windows.seq(); ++place)
        ASSERT_EQ(++visits[start + place], 1);
    }
    uint64_t groups =
        GetParam().tokens / (20 * std::min<uint64_t>(65536, GetParam().tokens / 20)) + 1;
    uint64_t trainTokens = 0, visited = 0;
    for (uint64_t token = 0; token < GetParam().tokens; ++token) {
      trainTokens += !windows.isHeldOut(token);
      visited += visits[token];
    }
    EXPECT_GE(visited + 2 * groups * windows.seq(), trainTokens);
  }
}

// A group of odd sizes, a partial last group with and without held-out tokens, many groups.
INSTANTIATE_TEST_SUITE_P(Sizes, WindowsOf,
                         testing::Values(Case{40, 1}, Case{1300, 64}, Case{1319, 64}, Case{9999, 7},
                                         Case{20 * 65536 + 100, 256}, Case{40 * 65536 - 1000, 256},
                                         Case{3000001, 512}));

TEST(Windows, OrderIsAPureFunctionOfSeedAndPosition) {
  Windows a = *Windows::create(100000, 32, 1);
  Windows again = *Windows::create(100000, 32, 1);
  Windows other = *Windows::create(100000, 32, 2);
  int equal = 0;
  for (uint64_t position : {7000u, 5u, 0u, 123456u}) {
    EXPECT_EQ(a.trainStart(position), again.trainStart(position));
    equal += a.trainStart(position) == other.trainStart(position);
  }
  EXPECT_EQ(equal, 0);
}

TEST(Windows, EpochsDiffer) {
  Windows windows = *Windows::create(100000, 32, 1);
  int equal = 0;
  for (uint64_t i = 0; i < 100; ++i)
    equal += windows.trainStart(i) == windows.trainStart(windows.trainCount() + i);
  EXPECT_LT(equal, 5);
}

TEST(Windows, HeldOutIsFivePercentAndIndependentOfTheSeed) {
  uint64_t tokens = 60 * 65536;
  Windows windows = *Windows::create(tokens, 128, 1);
  uint64_t heldOut = 0;
  for (uint64_t token = 0; token < tokens; ++token)
    heldOut += windows.isHeldOut(token);
  EXPECT_EQ(heldOut, tokens / 20);
  EXPECT_EQ(windows.heldOutStart(3), Windows::create(tokens, 128, 2)->heldOutStart(3));
}

TEST(Windows, TooShort) {
  Result<Windows> windows = Windows::create(20 * 65 - 1, 64, 0);
  ASSERT_FALSE(windows.ok());
  EXPECT_THAT(windows.status().message(), HasSubstr("1299 tokens"));
  EXPECT_THAT(windows.status().hint(), HasSubstr("at least 1300 tokens"));
  EXPECT_TRUE(Windows::create(20 * 65, 64, 0).ok());
  EXPECT_FALSE(Windows::create(0, 64, 0).ok());
  EXPECT_FALSE(Windows::create(1000, 0, 0).ok());
}

TEST(Windows, LongerThanABlock) { EXPECT_FALSE(Windows::create(uint64_t{1} << 40, 65536, 0).ok()); }

} // namespace
