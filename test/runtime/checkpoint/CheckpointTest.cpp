//===- CheckpointTest.cpp - state of ranks to disk and back -----*- C++ -*-===//

#include "CheckpointFixture.h"

#include "runtime/checkpoint/Safetensors.h"

#include <gmock/gmock.h>

using namespace heddle::test;
namespace program = heddle::program;
using testing::HasSubstr;

namespace {

void expectSameState(Ranks &a, Ranks &b) {
  for (const char *suffix : {"", "moment1", "moment2"})
    for (const char *variable : {"wq", "bias"})
      EXPECT_EQ(a.read(variable, suffix).bytes, b.read(variable, suffix).bytes)
          << variable << suffix;
  EXPECT_EQ(a.read("step").bytes, b.read("step").bytes);
}

TEST_F(CheckpointTest, RoundTripKeepsEverythingButGradients) {
  std::string path = save(20);
  EXPECT_EQ(path, folder + "/step-20");
  Ranks fresh(parse(kProgram));
  Result<Progress> progress = loadCheckpoint(fresh.state(), path);
  ASSERT_TRUE(progress.ok()) << progress.status().str();
  EXPECT_EQ(progress->step, 20u);
  EXPECT_EQ(progress->seed, 7u);
  EXPECT_EQ(progress->dataFingerprint, 99u);
  EXPECT_EQ(describeDifference(progress->origin, originOf(saved.program)), "");
  expectSameState(saved, fresh);
  EXPECT_EQ(fresh.read("wq", "gradient").at(0), 0);
}

TEST_F(CheckpointTest, AnotherPlanGoesOnFromIt) {
  save(1);
  Ranks one(parse(kOneRank));
  Result<Progress> progress = loadCheckpoint(one.state(), folder);
  ASSERT_TRUE(progress.ok()) << progress.status().str();
  EXPECT_NE(describeDifference(progress->origin, originOf(one.program)), "");
  expectSameState(saved, one);
}

TEST_F(CheckpointTest, FilesHoldTheSpecsNamesAndGlobalShapes) {
  std::string path = save(1);
  Result<SafetensorsFile> parameters = SafetensorsFile::open(path + "/parameters.safetensors");
  ASSERT_TRUE(parameters.ok());
  EXPECT_EQ(parameters->header().tensors.size(), 2u);
  EXPECT_THAT(parameters->find("wq")->shape, testing::ElementsAre(4, 6));
  Result<SafetensorsFile> optimizer = SafetensorsFile::open(path + "/optimizer.safetensors");
  ASSERT_TRUE(optimizer.ok());
  EXPECT_EQ(optimizer->header().tensors.size(), 5u);
  EXPECT_NE(optimizer->find("bias.moment2"), nullptr);
  EXPECT_NE(optimizer->find("step"), nullptr);
}

TEST_F(CheckpointTest, NewestOfAFolder) {
  save(9);
  save(10);
  fs::create_directories(folder + "/step-x");
  fs::create_directories(folder + "/.step-11.1"); // what a killed run leaves
  EXPECT_EQ(loadCheckpoint(saved.state(), folder)->step, 10u);
}

TEST_F(CheckpointTest, SavingAgainReplacesAndLeavesNothingBehind) {
  save(5);
  saved.arenas[0][0] = std::byte{1};
  save(5);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
  Ranks fresh(parse(kProgram));
  ASSERT_TRUE(loadCheckpoint(fresh.state(), folder).ok());
  expectSameState(saved, fresh);
}

TEST_F(CheckpointTest, ParametersAlone) {
  std::string path = folder + "/p.safetensors";
  ASSERT_TRUE(saveParameters(saved.state(), path).ok());
  Ranks fresh(parse(kOneRank));
  ASSERT_TRUE(loadParameters(fresh.state(), path).ok());
  EXPECT_EQ(fresh.read("wq").bytes, saved.read("wq").bytes);
  EXPECT_EQ(fresh.read("step").at(0), 0);

  save(1);
  Ranks fromFolder(parse(kOneRank));
  ASSERT_TRUE(loadParameters(fromFolder.state(), folder).ok());
  EXPECT_EQ(fromFolder.read("bias").bytes, saved.read("bias").bytes);
}

} // namespace
