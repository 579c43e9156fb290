//===- MutationTest.cpp - thousands of broken programs --------------------===//
//
// Every mutation is either refused, or the program is as good as any: it runs to its end.
//
//===----------------------------------------------------------------------===//

#include "runtime/executor/Session.h"
#include "runtime/program/Loader.h"
#include "runtime/program/StructureHash.h"
#include "test/runtime/TinyProgram.h"
#include "test/runtime/program/FieldMutation.h"

#include <gtest/gtest.h>

#include <random>

using namespace heddle;
using heddle::test::TinyProgram;

/// Small enough to run here: a few ranks, arenas of kilobytes.
static bool isSmall(const program::Program &program) {
  for (const program::Role &role : program.roles())
    if (role.arena_bytes() > 1 << 20)
      return false;
  return rankCount(program.mesh()) <= 8;
}

/// Runs an accepted program. Sends block, so a wrong proof of the validator would show as a
/// timeout.
static void runToItsEnd(const program::Program &program) {
  runtime::SessionOptions options;
  options.rendezvous = true;
  options.timeout = std::chrono::seconds(5);
  auto session = runtime::Session::open(program, options);
  if (!session) // another target
    return;
  for (const program::Entry &entry : program.roles(0).entries()) {
    auto inputs = (*session)->inputsOf(entry.name());
    ASSERT_TRUE(inputs.ok());
    auto result = (*session)->run(entry.name(), *inputs);
    EXPECT_TRUE(result.ok()) << result.status().message();
  }
}

/// TinyProgram, and on stage 0 a row of the instructions that it lacks, in memory of their own.
static program::Program makeProgram() {
  constexpr uint64_t extraBytes = 4096, step = 256;
  program::Program program = TinyProgram().program;
  program::Role &role = *program.mutable_roles(0);
  program::Segment &segment = *program.add_segments();
  segment.set_name("rest");
  program::Segment::Frame &frame = *segment.add_frames();
  frame.set_bytes(extraBytes);
  frame.set_read(true);
  frame.set_written(true);
  program::Fill &fill = *segment.add_instructions()->mutable_fill();
  fill.mutable_buffer();
  fill.set_bytes(extraBytes);
  program::Copy &copy = *segment.add_instructions()->mutable_copy();
  copy.mutable_source()->set_offset(step);
  copy.mutable_destination();
  copy.set_bytes(step);
  program::Attention &attention = *segment.add_instructions()->mutable_attention();
  attention.set_type(program::F32);
  attention.set_batch(2), attention.set_seq(3), attention.set_heads(2);
  attention.set_kv_heads(1), attention.set_head_dim(4);
  attention.mutable_query()->set_offset(step);
  attention.mutable_key()->set_offset(2 * step);
  attention.mutable_value()->set_offset(3 * step);
  attention.mutable_result()->set_offset(4 * step);
  attention.mutable_lse()->set_offset(5 * step);
  attention.mutable_workspace()->set_offset(6 * step);
  attention.mutable_documents()->set_offset(5 * step);
  program::Row &row = *role.mutable_entries(0)->add_rows();
  row.set_segment(uint32_t(program.segments_size() - 1));
  row.add_bases(role.arena_bytes());
  program::MemoryBlock &block = *role.add_memory();
  block.set_name("rest");
  block.set_offset(role.arena_bytes());
  block.set_slot_bytes(extraBytes);
  block.set_slots(1);
  role.set_arena_bytes(role.arena_bytes() + extraBytes);
  return program;
}

static std::string mutate(std::string bytes, std::mt19937_64 &random) {
  for (uint64_t flips = 1 + random() % 3; flips > 0; --flips)
    bytes[random() % bytes.size()] ^= char(1 + random() % 255);
  return bytes;
}

TEST(Mutation, OfTheFileIsRefused) {
  std::mt19937_64 random(1);
  std::string bytes = *program::serializeProgram(TinyProgram().program);
  for (int i = 0; i < 5000; ++i)
    if (std::string mutated = mutate(bytes, random); mutated != bytes)
      EXPECT_FALSE(program::parseProgram(mutated, "mutated").ok()) << i;
}

TEST(Mutation, OfTheProgramIsRefusedOrRuns) {
  google::protobuf::LogSilencer silence;
  std::mt19937_64 random(2);
  const std::string bytes = makeProgram().SerializeAsString();
  int accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    program::Program mutated;
    if (!mutated.ParseFromString(mutate(bytes, random)))
      continue;
    auto loaded = program::parseProgram(*program::serializeProgram(mutated), "mutated");
    if (!loaded)
      continue;
    ++accepted;
    program::structureHash(*loaded);
    if (accepted % 8 == 0 && isSmall(*loaded))
      runToItsEnd(*loaded);
  }
  EXPECT_GT(accepted, 100); // names and numbers that do not matter
}

/// Once and twice, since a check of one field may lean on another.
TEST(Mutation, OfFieldsIsRefusedOrRuns) {
  std::mt19937_64 random(3);
  const program::Program whole = makeProgram();
  ASSERT_TRUE(program::parseProgram(*program::serializeProgram(whole), "whole").ok());
  int accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    program::Program mutated = whole;
    std::string fields;
    for (uint64_t count = 1 + random() % 2; count > 0; --count)
      fields += heddle::test::mutateField(mutated, random) + " ";
    auto loaded = program::parseProgram(*program::serializeProgram(mutated), "mutated");
    if (!loaded)
      continue;
    SCOPED_TRACE(fields);
    ++accepted;
    program::structureHash(*loaded);
    if (accepted % 8 == 0 && isSmall(*loaded))
      runToItsEnd(*loaded);
  }
  EXPECT_GT(accepted, 100);
}
