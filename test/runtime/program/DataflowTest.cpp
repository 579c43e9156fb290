//===- DataflowTest.cpp - which row wrote what a row reads ----------------===//

#include "runtime/program/Dataflow.h"
#include "runtime/program/StructureHash.h"
#include "test/runtime/TinyProgram.h"

#include <gtest/gtest.h>

using namespace heddle::program;
using heddle::test::TinyProgram;

namespace {

/// TinyProgram with what its segments read ('r') and write ('w') of each frame, '-' for neither.
Program makeProgram() {
  Program program = TinyProgram().program;
  const char *uses[][5] = {{"r", "r", "w"}, {"r", "r", "w", "w"},       {"w"},
                           {"w"},           {"r", "r", "w", "rw", "w"}, {"r", "r", "w", "rw"}};
  for (int segment = 0; segment < program.segments_size(); ++segment) {
    int i = 0;
    for (Segment::Frame &frame : *program.mutable_segments(segment)->mutable_frames()) {
      std::string use = uses[segment][i++];
      frame.set_read(use.find('r') != use.npos);
      frame.set_written(use.find('w') != use.npos);
    }
  }
  return program;
}

std::vector<std::vector<FrameSource>> trace(const Program &program, int stage) {
  return traceFrames(program, program.roles(stage), program.roles(stage).entries(0));
}

constexpr FrameSource nothing{};
constexpr FrameSource state(uint32_t bucket) { return {FrameSource::State, bucket, 0}; }
constexpr FrameSource written(uint32_t row, uint32_t frame) {
  return {FrameSource::Written, row, frame};
}

} // namespace

TEST(Dataflow, InputsAreToldApartByMicroBatch) {
  auto sources = trace(makeProgram(), 0);
  EXPECT_EQ(sources[0], (std::vector{state(0), FrameSource{FrameSource::Input, 0, 0}, nothing}));
  EXPECT_EQ(sources[1][1], (FrameSource{FrameSource::Input, 0, 1}));
}

TEST(Dataflow, RowsFindWhatEarlierRowsWrote) {
  auto sources = trace(makeProgram(), 1);
  EXPECT_EQ(sources[0], (std::vector{nothing}));
  EXPECT_EQ(sources[1], (std::vector{state(0), written(0, 0), nothing, state(1), nothing}));
  EXPECT_EQ(sources[2], (std::vector{state(0), written(1, 4), nothing, written(1, 3)}));
}

TEST(Dataflow, AWriteInTheMiddleLeavesBothEnds) {
  Program program = makeProgram();
  Role &role = *program.mutable_roles(1);
  uint64_t g = role.entries(0).rows(1).bases(3);
  // The first row writes into the middle of g, which spans 64 bytes.
  role.mutable_entries(0)->mutable_rows(0)->set_bases(0, g + 16);
  for (auto [at, source] : {std::pair(g, state(1)), {g + 16, written(0, 0)}, {g + 48, state(1)}}) {
    role.mutable_entries(0)->mutable_rows(1)->set_bases(3, at);
    EXPECT_EQ(trace(program, 1)[1][3], source) << at - g;
  }
}

TEST(Dataflow, TheHashSeesItAndNotAddresses) {
  Program program = makeProgram();
  const uint64_t base = structureHash(program);
  // y of the last two rows of stage 1 is nobody's but theirs.
  Entry &entry = *program.mutable_roles(1)->mutable_entries(0);
  entry.mutable_rows(2)->set_bases(2, entry.rows(1).bases(2));
  EXPECT_EQ(base, structureHash(program));
  // The second micro-batch takes the h of the first.
  entry.mutable_rows(2)->set_bases(1, entry.rows(0).bases(0));
  EXPECT_NE(base, structureHash(program));
}
