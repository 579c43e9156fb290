//===- CheckpointTest.cpp - state of ranks to disk and back -----*- C++ -*-===//

#include "runtime/checkpoint/Checkpoint.h"
#include "runtime/checkpoint/Safetensors.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace heddle::runtime;
namespace program = heddle::program;
namespace fs = std::filesystem;
using testing::HasSubstr;

namespace {

/// dp 2 x tp 2: a weight split by columns, a bias held whole, both moments in ZeRO-1 shards, a
/// counter. wq has 12 elements per rank, bias 3: 15, padded to 16; a shard has 8.
constexpr const char *kProgram = R"pb(
  model: "tiny"
  mesh { dp: 2 pp: 1 tp: 2 micro_batches: 1 }
  training { batch: 4 seq: 8 vocab: 256 steps: 10 }
  variables { name: "wq" type: F32 shape: [ 4, 6 ] splits {} splits { axes: TP } stages: 0 }
  variables { name: "bias" type: F32 shape: [ 3 ] splits {} stages: 0 }
  variables { name: "step" type: F64 counter: true stages: 0 }
  roles {
    arena_bytes: 328
    buckets {
      name: "p" memory_class: PARAMETER type: F32 offset: 0 elements: 16 storage: FULL
      members { variable: 0 element: 0 } members { variable: 1 element: 12 }
    }
    buckets {
      name: "g" memory_class: GRADIENT suffix: "gradient" type: F32 offset: 64 elements: 16 storage: FULL
      members { variable: 0 element: 0 } members { variable: 1 element: 12 }
    }
    buckets {
      name: "m" memory_class: MOMENT suffix: "moment1" type: F32 offset: 128 elements: 16 storage: SHARD
      members { variable: 0 element: 0 } members { variable: 1 element: 12 }
    }
    buckets {
      name: "v" memory_class: MOMENT suffix: "moment2" type: F32 offset: 160 elements: 16 storage: OWN_SHARD
      members { variable: 0 element: 0 } members { variable: 1 element: 12 }
    }
    buckets {
      name: "c" memory_class: COUNTER type: F64 offset: 320 elements: 1 storage: FULL
      members { variable: 2 element: 0 }
    }
  }
)pb";

/// The same model on one rank.
constexpr const char *kOneRank = R"pb(
  model: "tiny"
  mesh { dp: 1 pp: 1 tp: 1 micro_batches: 1 }
  training { batch: 4 seq: 8 vocab: 256 steps: 10 }
  variables { name: "wq" type: F32 shape: [ 4, 6 ] splits {} splits {} stages: 0 }
  variables { name: "bias" type: F32 shape: [ 3 ] splits {} stages: 0 }
  variables { name: "step" type: F64 counter: true stages: 0 }
  roles {
    arena_bytes: 352
    buckets { name: "p" memory_class: PARAMETER type: F32 offset: 0 elements: 27 storage: FULL
              members { variable: 0 element: 0 } members { variable: 1 element: 24 } }
    buckets { name: "m" memory_class: MOMENT suffix: "moment1" type: F32 offset: 112 elements: 27 storage: FULL
              members { variable: 0 element: 0 } members { variable: 1 element: 24 } }
    buckets { name: "v" memory_class: MOMENT suffix: "moment2" type: F32 offset: 224 elements: 27 storage: FULL
              members { variable: 0 element: 0 } members { variable: 1 element: 24 } }
    buckets { name: "c" memory_class: COUNTER type: F64 offset: 344 elements: 1 storage: FULL
              members { variable: 2 element: 0 } }
  }
)pb";

program::Program parse(const char *text) {
  program::Program result;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &result));
  return result;
}

/// Ranks without an executor: their arenas.
struct Ranks {
  explicit Ranks(program::Program description) : program(std::move(description)) {
    arenas.resize(rankCount(program.mesh()),
                  std::vector<std::byte>(program.roles(0).arena_bytes()));
  }
  RankState state() {
    return {program, [this](uint32_t rank) { return std::span(arenas[rank]); }};
  }
  /// Different numbers for every element of every tensor.
  void fill() {
    ShardMap map(program);
    float next = 1;
    for (const StateName &name : map.names()) {
      Tensor tensor = *map.emptyTensor(name);
      for (uint64_t i = 0; i < tensor.elements(); ++i)
        tensor.set(i, next += 1);
      ASSERT_TRUE(map.scatter(name, tensor, state().arenaOf).ok());
    }
  }
  Tensor read(const std::string &variable, const std::string &suffix = "") {
    return *ShardMap(program).gather({variable, suffix}, state().arenaOf);
  }

  program::Program program;
  std::vector<std::vector<std::byte>> arenas;
};

class CheckpointTest : public testing::Test {
protected:
  void SetUp() override {
    folder = testing::TempDir() + "checkpoint-" +
             testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder);
    fs::create_directories(folder);
    saved.fill();
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string save(uint64_t step) {
    Result<std::string> path = saveCheckpoint(saved.state(), {step, 7, 99, {}}, folder);
    EXPECT_TRUE(path.ok()) << path.status().str();
    return *path;
  }
  /// The error of loading, after which nothing may have changed.
  static std::string loadError(Ranks &ranks, const std::string &path) {
    auto before = ranks.arenas;
    Result<Progress> loaded = loadCheckpoint(ranks.state(), path);
    EXPECT_FALSE(loaded.ok());
    EXPECT_EQ(ranks.arenas, before);
    return loaded.status().message();
  }

  std::string folder;
  Ranks saved{parse(kProgram)};
};

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

TEST_F(CheckpointTest, EveryFlippedByteIsFound) {
  std::string path = save(3);
  for (const char *name : {"parameters.safetensors", "optimizer.safetensors"}) {
    std::string file = path + "/" + name;
    for (uint64_t at = 0; at < fs::file_size(file); at += 7) {
      std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
      stream.seekg(at);
      char byte = static_cast<char>(stream.get());
      stream.seekp(at).put(static_cast<char>(byte ^ 1)).flush();
      EXPECT_THAT(loadError(saved, path), HasSubstr("damaged")) << name << " byte " << at;
      stream.seekp(at).put(byte);
    }
  }
  EXPECT_TRUE(loadCheckpoint(saved.state(), path).ok());
}

TEST_F(CheckpointTest, CutOffAndMissingFiles) {
  std::string path = save(3);
  fs::resize_file(path + "/optimizer.safetensors", 100);
  EXPECT_THAT(loadError(saved, path), HasSubstr("optimizer.safetensors': damaged"));
  fs::remove(path + "/optimizer.safetensors");
  EXPECT_THAT(loadError(saved, path), HasSubstr("No such file"));
  fs::remove(path + "/manifest.json");
  EXPECT_THAT(loadError(saved, path), HasSubstr("neither a checkpoint nor a folder"));
  EXPECT_THAT(loadError(saved, folder + "/none"), HasSubstr("No such file"));
}

TEST_F(CheckpointTest, ManifestCannotNameOtherFiles) {
  std::string path = save(3);
  std::ifstream in(path + "/manifest.json");
  std::string text(std::istreambuf_iterator<char>(in), {});
  text.replace(text.find("parameters.safetensors"), 10, "../another");
  std::ofstream(path + "/manifest.json") << text;
  EXPECT_THAT(loadError(saved, path), HasSubstr("no checksum of parameters.safetensors"));
}

TEST_F(CheckpointTest, OtherModelBatchOrShape) {
  save(3);
  program::Program changed = parse(kProgram);
  changed.set_model("other");
  Ranks model(changed);
  EXPECT_THAT(loadError(model, folder), HasSubstr("of model 'tiny', the program of 'other'"));

  changed = parse(kProgram);
  changed.mutable_training()->set_batch(8);
  Ranks batch(changed);
  EXPECT_THAT(loadError(batch, folder), HasSubstr("of batch 4, the program of 8"));

  changed = parse(kProgram);
  changed.mutable_training()->set_seq(16);
  Ranks seq(changed);
  EXPECT_THAT(loadError(seq, folder), HasSubstr("of seq 8, the program of 16"));

  changed = parse(kProgram);
  changed.mutable_variables(1)->set_shape(0, 2);
  Ranks shape(changed);
  EXPECT_THAT(loadError(shape, folder),
              HasSubstr("tensor 'bias' is F32 [3], the program's is F32 [2]"));

  changed = parse(kProgram);
  changed.mutable_variables(1)->set_name("gain");
  Ranks name(changed);
  EXPECT_THAT(loadError(name, folder), HasSubstr("no tensor 'gain'"));
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

TEST_F(CheckpointTest, UnknownTensorIsRefused) {
  std::string path = folder + "/p.safetensors";
  ASSERT_TRUE(saveParameters(saved.state(), path).ok());
  program::Program changed = parse(kOneRank);
  changed.mutable_roles(0)->mutable_buckets(0)->mutable_members()->RemoveLast();
  Ranks ranks(changed);
  Status status = loadParameters(ranks.state(), path);
  EXPECT_THAT(status.message(),
              HasSubstr("tensor 'bias' is unknown to the program's model 'tiny'"));
}

// A run would go on from what cannot be repaired.
TEST_F(CheckpointTest, NumbersThatAreNotFiniteAreNeitherSavedNorLoaded) {
  std::string path = folder + "/p.safetensors";
  ASSERT_TRUE(saveParameters(saved.state(), path).ok());
  for (const char *suffix : {"", "moment2"}) {
    Tensor good = saved.read("bias", suffix), bad = good;
    bad.set(2, INFINITY);
    ShardMap map(saved.program);
    ASSERT_TRUE(map.scatter({"bias", suffix}, bad, saved.state().arenaOf).ok());
    Result<std::string> refused = saveCheckpoint(saved.state(), {1, 0, 0, {}}, folder + "/all");
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.status().message(), HasSubstr("is not finite: element 2 is inf"));
    EXPECT_TRUE(fs::is_empty(folder + "/all")) << "nothing is left behind";
    ASSERT_TRUE(map.scatter({"bias", suffix}, good, saved.state().arenaOf).ok());
  }

  // The last number of the file is made a NaN.
  std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(-4, std::ios::end);
  stream.write("\x00\x00\xc0\x7f", 4).flush();
  Ranks fresh(parse(kProgram));
  auto before = fresh.arenas;
  EXPECT_THAT(loadParameters(fresh.state(), path).message(), HasSubstr("is not finite"));
  EXPECT_EQ(fresh.arenas, before);
}

TEST_F(CheckpointTest, FolderThatCannotBeWritten) {
  std::ofstream(folder + "/file") << "x";
  Result<std::string> path = saveCheckpoint(saved.state(), {1, 0, 0, {}}, folder + "/file");
  ASSERT_FALSE(path.ok());
  EXPECT_THAT(path.status().message(), HasSubstr("cannot create the folder"));
  EXPECT_THAT(checkSaveFolder(folder + "/file").message(), HasSubstr("cannot save in"));
  ASSERT_TRUE(checkSaveFolder(folder + "/new").ok());
  EXPECT_TRUE(fs::is_empty(folder + "/new"));
}

} // namespace
