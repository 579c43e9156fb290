//===- CheckpointFixture.h - ranks with a state, and a folder ---*- C++ -*-===//

#ifndef HEDDLE_TEST_RUNTIME_CHECKPOINT_CHECKPOINTFIXTURE_H
#define HEDDLE_TEST_RUNTIME_CHECKPOINT_CHECKPOINTFIXTURE_H

#include "runtime/checkpoint/Checkpoint.h"
#include "test/runtime/Files.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace heddle::test {

namespace fs = std::filesystem;
using namespace heddle::runtime;

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

inline program::Program parse(const char *text) {
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

class CheckpointTest : public FolderTest {
protected:
  void SetUp() override { saved.fill(); }

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

  Ranks saved{parse(kProgram)};
};

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_CHECKPOINT_CHECKPOINTFIXTURE_H
