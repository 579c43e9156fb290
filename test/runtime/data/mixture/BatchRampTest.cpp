#include "runtime/data/mixture/BatchRamp.h"

#include <gtest/gtest.h>

using heddle::runtime::BatchRamp;

namespace {

TEST(BatchRamp, WithoutOneAllStepsAreFull) {
  BatchRamp ramp(12);
  EXPECT_EQ(ramp.batchOf(0), 12u);
  EXPECT_EQ(ramp.firstSampleOf(7), 84u);
}

TEST(BatchRamp, GrowsInEqualPartsOfTheSamples) {
  // 16 -> 64 by 16: three parts of 160 samples with 16, 32, 48 a step.
  BatchRamp ramp = *BatchRamp::create(64, 16, 16, 480);
  EXPECT_EQ(ramp.batchOf(9), 16u);
  EXPECT_EQ(ramp.batchOf(10), 32u);
  EXPECT_EQ(ramp.firstSampleOf(10), 160u);
  EXPECT_EQ(ramp.batchOf(14), 32u);
  EXPECT_EQ(ramp.batchOf(15), 48u);
  EXPECT_EQ(ramp.firstSampleOf(15), 320u);
  // 160 samples are three whole steps of 48 and a part of a fourth.
  EXPECT_EQ(ramp.batchOf(18), 48u);
  EXPECT_EQ(ramp.batchOf(19), 64u);
  EXPECT_EQ(ramp.firstSampleOf(19), 320u + 4 * 48);
}

TEST(BatchRamp, PositionsAreSumsOfBatches) {
  for (uint64_t samples : {0, 1, 17, 1000}) {
    BatchRamp ramp = *BatchRamp::create(31, 3, 4, samples);
    uint64_t sum = 0;
    for (uint64_t step = 0; step < 300; ++step) {
      ASSERT_EQ(ramp.firstSampleOf(step), sum);
      sum += ramp.batchOf(step);
    }
    EXPECT_EQ(ramp.batchOf(300), 31u);
  }
}

TEST(BatchRamp, RefusesStepsThatDoNotMeetTheEnd) {
  EXPECT_FALSE(BatchRamp::create(64, 0, 16, 480).ok());
  EXPECT_FALSE(BatchRamp::create(64, 65, 1, 480).ok());
  EXPECT_FALSE(BatchRamp::create(64, 16, 0, 480).ok());
  EXPECT_FALSE(BatchRamp::create(64, 16, 20, 480).ok());
}

} // namespace
