//===- MutationTest.cpp - thousands of broken programs --------------------===//
//
// Every mutation is either refused, or the program is as good as any: it runs to its end.
//
//===----------------------------------------------------------------------===//

#include "runtime/executor/Session.h"
#include "runtime/program/Loader.h"
#include "runtime/program/StructureHash.h"
#include "test/runtime/TinyProgram.h"

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
  const std::string bytes = TinyProgram().program.SerializeAsString();
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
