//===- TimelineTest.cpp - when each stage works ---------------------------===//

#include "tools/facts/Timeline.h"

#include "runtime/program/Validator.h"
#include "test/tools/facts/PipelineProgram.h"

#include <gtest/gtest.h>

using namespace heddle::facts;
using namespace heddle::program;
using heddle::test::PipelineProgram;

TEST(Timeline, BubbleIsTheClosedFormOfTheSchedules) {
  for (bool gpipe : {false, true})
    for (uint32_t stages : {1u, 2u, 4u, 8u})
      for (uint32_t microBatches : {8u, 16u}) {
        PipelineProgram pipeline(stages, microBatches, gpipe);
        ASSERT_TRUE(validateProgram(pipeline.program)) << validateProgram(pipeline.program).str();
        double ideal = double(stages - 1) / (microBatches + stages - 1);
        for (Cost cost : {Cost::Unit, Cost::Flops}) {
          Timeline timeline = walkTables(pipeline.program, "train", cost);
          EXPECT_NEAR(timeline.bubble(), ideal, 1e-12)
              << (gpipe ? "gpipe " : "1f1b ") << stages << " stages, " << microBatches;
          double unit = cost == Cost::Unit ? 1 : 10;
          EXPECT_DOUBLE_EQ(timeline.length, 3 * unit * (microBatches + stages - 1));
        }
      }
}

TEST(Timeline, SlotsAreInOrderAndOfTheRightMicroBatch) {
  PipelineProgram pipeline(2, 2, false);
  Timeline timeline = walkTables(pipeline.program, "train", Cost::Unit);
  ASSERT_EQ(timeline.stages.size(), 2u);
  const auto &last = timeline.stages[1];
  ASSERT_EQ(last.size(), 4u);
  EXPECT_EQ(last[0].work, Work::Forward);
  EXPECT_EQ(last[0].begin, 1);
  EXPECT_EQ(last[1].work, Work::Backward);
  EXPECT_EQ(last[1].microBatch, 0u);
  EXPECT_EQ(last[1].end, 4);
  EXPECT_EQ(last[2].work, Work::Forward);
  EXPECT_EQ(last[2].microBatch, 1u);
}

TEST(Timeline, RendezvousHoldsASenderBack) {
  // Stage 0 is done with its first forward at 10; stage 1 is busy until 1000 before it receives.
  PipelineProgram pipeline(2, 2, true);
  Segment slow = pipeline.program.segments(0);
  slow.set_flops(1000);
  auto &rows = *pipeline.program.mutable_roles(1)->mutable_entries(0)->mutable_rows();
  *rows.Add() = pipeline.program.roles(0).entries(0).rows(0);
  rows.rbegin()->set_segment(uint32_t(pipeline.program.segments_size()));
  *pipeline.program.add_segments() = slow;
  for (int i = rows.size() - 1; i > 0; --i)
    rows.SwapElements(i, i - 1);
  auto secondForward = [&](Delivery delivery) {
    return walkTables(pipeline.program, "train", Cost::Flops, delivery).stages[0][1].begin;
  };
  EXPECT_EQ(secondForward(Delivery::Rendezvous), 1000);
  EXPECT_EQ(secondForward(Delivery::Buffered), 10);
}

TEST(Timeline, NamesTellTheWork) {
  Segment segment;
  segment.add_instructions()->mutable_fill();
  auto work = [&](const char *name, const char *entry) {
    segment.set_name(name);
    return classify(segment, entry);
  };
  EXPECT_EQ(work("segment.layers.fwd", "train"), Work::Forward);
  EXPECT_EQ(work("segment.layers.bwd", "train"), Work::Backward);
  EXPECT_EQ(work("segment.layers.update", "train"), Work::Step);
  EXPECT_EQ(work("segment.fwdish", "train"), Work::Step);
  EXPECT_EQ(work("segment.layers", "eval"), Work::Forward);
  EXPECT_EQ(work("segment.layers.init", "init"), Work::Step);
  segment.mutable_instructions(0)->mutable_exchange();
  EXPECT_EQ(work("segment.exchange", "train"), Work::Communication);
}
