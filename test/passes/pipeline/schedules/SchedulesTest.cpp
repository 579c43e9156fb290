//===- SchedulesTest.cpp - the order of forwards and backwards ------------===//

#include "passes/pipeline/Schedules.h"

#include <gtest/gtest.h>

using heddle::pipeline::findSchedule;
using heddle::pipeline::Schedule;
using heddle::pipeline::Step;

namespace {

struct Case {
  const char *schedule;
  int64_t stages, microBatches;
};

void PrintTo(const Case &c, std::ostream *os) {
  *os << c.schedule << ", " << c.stages << " stages, " << c.microBatches << " micro-batches";
}

class Schedules : public testing::TestWithParam<Case> {
protected:
  llvm::SmallVector<Step> steps(int64_t stage) const {
    return findSchedule(GetParam().schedule)(stage, GetParam().stages, GetParam().microBatches);
  }
};

/// Forwards and backwards of each micro-batch, once, and in order among themselves.
TEST_P(Schedules, RunEveryMicroBatchOnceEachWay) {
  for (int64_t stage = 0; stage < GetParam().stages; ++stage) {
    int64_t next[2] = {0, 0};
    for (const Step &step : steps(stage))
      EXPECT_EQ(step.microBatch, next[step.backward]++) << "stage " << stage;
    EXPECT_EQ(next[false], GetParam().microBatches);
    EXPECT_EQ(next[true], GetParam().microBatches);
  }
}

TEST_P(Schedules, RunForwardBeforeBackward) {
  for (int64_t stage = 0; stage < GetParam().stages; ++stage) {
    int64_t forwards = 0;
    for (const Step &step : steps(stage)) {
      if (step.backward)
        EXPECT_LT(step.microBatch, forwards) << "stage " << stage;
      else
        ++forwards;
    }
  }
}

/// Micro-batches whose activations stage `stage` holds at once.
int64_t mostInFlight(llvm::ArrayRef<Step> steps) {
  int64_t inFlight = 0, most = 0;
  for (const Step &step : steps) {
    inFlight += step.backward ? -1 : 1;
    most = std::max(most, inFlight);
  }
  return most;
}

TEST_P(Schedules, HoldTheActivationsTheyPromise) {
  const Case &c = GetParam();
  for (int64_t stage = 0; stage < c.stages; ++stage) {
    int64_t expected = llvm::StringRef(c.schedule) == "gpipe"
                           ? c.microBatches
                           : std::min(c.stages - stage, c.microBatches);
    EXPECT_EQ(mostInFlight(steps(stage)), expected) << "stage " << stage;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Schedules,
                         testing::Values(Case{"gpipe", 1, 1}, Case{"gpipe", 2, 3},
                                         Case{"gpipe", 4, 8}, Case{"1f1b", 1, 1},
                                         Case{"1f1b", 1, 4}, Case{"1f1b", 2, 3}, Case{"1f1b", 4, 2},
                                         Case{"1f1b", 4, 8}, Case{"1f1b", 5, 32}));

TEST(FindSchedule, KnowsTwoNames) {
  EXPECT_EQ(findSchedule("gpipe"), &heddle::pipeline::gpipe);
  EXPECT_EQ(findSchedule("1f1b"), &heddle::pipeline::oneForwardOneBackward);
  EXPECT_EQ(findSchedule("zero-bubble"), nullptr);
}

TEST(OneForwardOneBackward, AlternatesAfterTheWarmup) {
  llvm::SmallVector<Step> expected{{false, 0}, {false, 1}, {true, 0}, {false, 2},
                                   {true, 1},  {false, 3}, {true, 2}, {true, 3}};
  EXPECT_EQ(heddle::pipeline::oneForwardOneBackward(0, 2, 4), expected);
}

} // namespace
