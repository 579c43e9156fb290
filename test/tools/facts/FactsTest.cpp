//===- FactsTest.cpp - traffic, memory and sizes of small programs --------===//

#include "runtime/program/Validator.h"
#include "test/runtime/TinyProgram.h"
#include "test/tools/facts/PipelineProgram.h"
#include "tools/facts/Collectives.h"
#include "tools/facts/Memory.h"
#include "tools/facts/Sizes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle::facts;
using namespace heddle::program;
using heddle::test::kActivation;
using heddle::test::PipelineProgram;
using heddle::test::TinyProgram;
using testing::ElementsAre;

TEST(Collectives, CountsBytesAndTimesOfARank) {
  TinyProgram tiny(4);
  std::vector<CollectiveUse> uses =
      collectCollectives(tiny.program, tiny.program.roles(1), "train");
  ASSERT_EQ(uses.size(), 5u); // receive; send, receive; send, all-reduce
  const CollectiveUse &sum = uses.back();
  EXPECT_EQ(sum.kind, "all_reduce");
  EXPECT_THAT(sum.axes, ElementsAre(DP));
  EXPECT_EQ(sum.groupSize, 4u);
  EXPECT_EQ(sum.elements, 16u);
  EXPECT_EQ(sum.bytesPerStep(), 64u);
  EXPECT_DOUBLE_EQ(sum.wireBytesPerStep(), 2.0 * 3 / 4 * 64);
  std::map<std::string, Traffic> totals = totalTraffic(uses);
  EXPECT_EQ(totals["pp send"].bytesPerStep, 2 * 2 * 4 * 4u);
  EXPECT_EQ(totals["pp receive"].timesPerStep, 2u);
  EXPECT_EQ(totals["pp receive"].wireBytesPerStep, 0);
}

TEST(Collectives, RingsOfTheThreeKinds) {
  CollectiveUse use;
  use.groupSize = 8;
  use.bytes = 800;
  use.kind = "all_reduce";
  EXPECT_DOUBLE_EQ(use.wireBytes(), 1400);
  for (const char *half : {"reduce_scatter", "all_gather"}) {
    use.kind = half;
    EXPECT_DOUBLE_EQ(use.wireBytes(), 700);
  }
}

TEST(Collectives, AGroupOfOneIsNoTraffic) {
  TinyProgram tiny(1);
  auto totals = totalTraffic(collectCollectives(tiny.program, tiny.program.roles(1), "train"));
  EXPECT_EQ(totals.count("dp all_reduce"), 0u);
  EXPECT_TRUE(collectCollectives(tiny.program, tiny.program.roles(1), "eval").empty());
}

TEST(Collectives, RowsMultiplyWhatASegmentDoes) {
  PipelineProgram pipeline(2, 3, true);
  auto totals =
      totalTraffic(collectCollectives(pipeline.program, pipeline.program.roles(0), "train"));
  EXPECT_EQ(totals["pp send"].timesPerStep, 3u);
  EXPECT_EQ(totals["pp send"].bytesPerStep, 3 * kActivation);
}

TEST(Memory, TheMapAddsUpToTheArena) {
  for (DataType type : {F32, F64}) {
    TinyProgram tiny(2, type);
    for (const Role &role : tiny.program.roles()) {
      ClassBytes map = mapArena(tiny.program, role, "train");
      EXPECT_EQ(map.total(), role.arena_bytes());
      EXPECT_EQ(map[PARAMETER], 16 * elementBytes(type));
    }
  }
}

TEST(Memory, TheMapKnowsPortsBucketsAndShards) {
  TinyProgram tiny(2, F64);
  ClassBytes first = mapArena(tiny.program, tiny.program.roles(0), "train");
  EXPECT_EQ(first[INPUT], 2 * 8 * 8u);
  EXPECT_EQ(first[OUTPUT], 2 * 8 * 8u);
  EXPECT_EQ(first[ACTIVATION], 2 * 8 * 8u);
  EXPECT_EQ(first[MEMORY_CLASS_UNSPECIFIED], 16 * 8u); // stage 0 has no gradient there
  tiny.program.mutable_roles(1)->mutable_buckets(1)->set_storage(Bucket::SHARD);
  ClassBytes last = mapArena(tiny.program, tiny.program.roles(1), "train");
  EXPECT_EQ(last[GRADIENT], 8 * 8u);
  EXPECT_EQ(last.total(), tiny.program.roles(1).arena_bytes());
}

TEST(Memory, LiveFromWriterToLastReader) {
  PipelineProgram pipeline(2, 2, true);
  const Role &role = pipeline.program.roles(0);
  std::vector<ClassBytes> trace = traceLiveBytes(pipeline.program, role, "train");
  std::vector<uint64_t> live;
  for (const ClassBytes &row : trace)
    live.push_back(row[ACTIVATION] / kActivation);
  // F0, send it, F1, send it and receive a gradient, B0, receive, B1: what was sent is not read
  // again.
  EXPECT_THAT(live, ElementsAre(1, 1, 1, 2, 1, 1, 1));
  for (const ClassBytes &row : trace)
    EXPECT_LE(row.total(), role.arena_bytes());
}

TEST(Memory, StateIsAlwaysLiveAndInputsUntilRead) {
  TinyProgram tiny(2, F64);
  for (Segment &segment : *tiny.program.mutable_segments())
    for (Segment::Frame &frame : *segment.mutable_frames())
      frame.set_read(true), frame.set_written(false);
  std::vector<ClassBytes> trace = traceLiveBytes(tiny.program, tiny.program.roles(0), "train");
  ASSERT_EQ(trace.size(), 3u);
  for (const ClassBytes &row : trace)
    EXPECT_EQ(row[PARAMETER], 16 * 8u);
  EXPECT_EQ(trace[0][INPUT], 2 * 64u); // both micro-batches wait
  EXPECT_EQ(trace[1][INPUT], 64u);
  EXPECT_EQ(trace[2][INPUT], 0u);
  EXPECT_EQ(peakRow(trace), 0u);
}

TEST(Sizes, ParametersAndFlops) {
  TinyProgram tiny(2);
  EXPECT_EQ(countParameters(tiny.program), 32u);
  EXPECT_EQ(countRows(tiny.program, "train"), 6u);
  EXPECT_EQ(flopsPerRank(tiny.program, tiny.program.roles(0), "train"), 3 * 256);
  EXPECT_EQ(flopsOfAllRanks(tiny.program, "train"), 2 * 6 * 256);
  tiny.program.mutable_variables(0)->set_counter(true);
  EXPECT_EQ(countParameters(tiny.program), 16u);
}
