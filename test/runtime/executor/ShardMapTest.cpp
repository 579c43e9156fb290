//===- ShardMapTest.cpp - global tensors and where ranks hold them --------===//

#include "runtime/executor/ShardMap.h"
#include "runtime/program/Mesh.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

using namespace heddle;
using namespace heddle::program;
using heddle::runtime::ShardMap;
using heddle::runtime::StateName;
using heddle::runtime::Tensor;
using testing::HasSubstr;

namespace {

/// Mesh dp 2 x pp 2 x tp 2. Variables: a [6, 4] whole; b [6, 4] split over tp in its columns; c [4,
/// 2, 3] over tp in the middle and over dp before; t [6] on both stages; n, a counter. One bucket
/// of each storage.
class Fixture : public testing::Test {
protected:
  Fixture() : arenas(8, std::vector<std::byte>(4096)) {
    program.mutable_mesh()->set_dp(2);
    program.mutable_mesh()->set_pp(2);
    program.mutable_mesh()->set_tp(2);
    addVariable("a", {6, 4}, {{}, {}});
    addVariable("b", {6, 4}, {{}, {TP}});
    addVariable("c", {4, 2, 3}, {{DP}, {TP}, {}});
    addVariable("t", {6}, {{}});
    addVariable("n", {}, {});
    for (uint32_t stage : {0, 1})
      program.add_roles()->set_stage(stage);
    for (auto [suffix, storage, offset] :
         {std::tuple{"", Bucket::OWN_SHARD, 0}, std::tuple{"gradient", Bucket::FULL, 512},
          std::tuple{"moment1", Bucket::SHARD, 1024}}) {
      addBucket(0, suffix, storage, offset, 52,
                {{0, 0}, {1, 24}, {3, 36}}); // 42 elements + padding to 52
      addBucket(1, suffix, storage, offset + 2048, 6, {{3, 0}});
    }
    addBucket(1, "", Bucket::FULL, 3000, 6, {{2, 0}});
    addBucket(0, "", Bucket::FULL, 3200, 1, {{4, 0}});
  }

  void addVariable(const char *name, std::vector<uint64_t> shape,
                   std::vector<std::vector<MeshAxis>> splits) {
    Variable &variable = *program.add_variables();
    variable.set_name(name);
    variable.set_type(F32);
    for (uint64_t size : shape)
      variable.add_shape(size);
    for (const auto &axes : splits) {
      Variable::Split &split = *variable.add_splits();
      for (MeshAxis axis : axes)
        split.add_axes(axis);
    }
  }

  void addBucket(int stage, const char *suffix, Bucket::Storage storage, uint64_t offset,
                 uint64_t elements, std::vector<std::pair<uint32_t, uint64_t>> members) {
    Bucket &bucket = *program.mutable_roles(stage)->add_buckets();
    bucket.set_suffix(suffix);
    bucket.set_storage(storage);
    bucket.set_type(F32);
    bucket.set_offset(offset);
    bucket.set_elements(elements);
    for (auto [variable, element] : members) {
      bucket.add_members()->set_variable(variable);
      bucket.mutable_members(bucket.members_size() - 1)->set_element(element);
    }
  }

  ShardMap::ArenaOf arenaOf() {
    return [this](uint32_t rank) { return std::span<std::byte>(arenas[rank]); };
  }
  float floatAt(uint32_t rank, uint64_t byte) const {
    float value;
    std::memcpy(&value, arenas[rank].data() + byte, 4);
    return value;
  }
  Tensor counting(const StateName &name) const {
    Tensor tensor = *map.emptyTensor(name);
    for (uint64_t i = 0; i < tensor.elements(); ++i)
      tensor.set(i, double(i + 1));
    return tensor;
  }

  Program program;
  ShardMap map{program};
  std::vector<std::vector<std::byte>> arenas;
};

} // namespace

TEST_F(Fixture, NamesAllThatIsHeld) {
  std::vector<std::string> names;
  for (const StateName &name : map.names())
    names.push_back(name.str());
  EXPECT_THAT(names, testing::ElementsAre("a", "a.gradient", "a.moment1", "b", "b.gradient",
                                          "b.moment1", "c", "t", "t.gradient", "t.moment1", "n"));
}

TEST_F(Fixture, WhatIsScatteredIsGathered) {
  for (const StateName &name : map.names()) {
    for (auto &arena : arenas)
      std::fill(arena.begin(), arena.end(), std::byte(0xff));
    Tensor tensor = counting(name);
    ASSERT_TRUE(map.scatter(name, tensor, arenaOf()).ok()) << name.str();
    auto gathered = map.gather(name, arenaOf());
    ASSERT_TRUE(gathered.ok()) << gathered.status().message();
    EXPECT_EQ(gathered->bytes, tensor.bytes) << name.str();
    EXPECT_TRUE(map.checkReplicas(name, arenaOf()).ok()) << name.str();
  }
}

TEST_F(Fixture, SplitsByColumns) {
  ASSERT_TRUE(map.scatter({"b", "gradient"}, counting({"b", "gradient"}), arenaOf()).ok());
  // Rank tp 1 holds columns 2 and 3, row after row, from element 24 of the bucket at byte 512.
  uint32_t rank = rankOf(program.mesh(), {0, 0, 1});
  EXPECT_EQ(floatAt(rank, 512 + 24 * 4), 3);
  EXPECT_EQ(floatAt(rank, 512 + 25 * 4), 4);
  EXPECT_EQ(floatAt(rank, 512 + 26 * 4), 7);
}

TEST_F(Fixture, ShardsStartAtTheirBuffer) {
  ASSERT_TRUE(map.scatter({"b", "moment1"}, counting({"b", "moment1"}), arenaOf()).ok());
  // dp 1 holds elements 26 .. 52 of the bucket; 26 is the first of row 1 of b.
  uint32_t rank = rankOf(program.mesh(), {1, 0, 0});
  EXPECT_EQ(floatAt(rank, 1024), 5);
  auto runs = map.runs({"b", "moment1"}, rank);
  ASSERT_EQ(runs.size(), 5u);
  EXPECT_EQ(runs[0].globalElement, 4u);
  EXPECT_EQ(runs[0].elements, 2u);
  EXPECT_EQ(runs[0].arenaByte, 1024u);
}

TEST_F(Fixture, OwnShardsStayInPlace) {
  auto runs = map.runs({"a", ""}, rankOf(program.mesh(), {0, 0, 0}));
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].elements, 24u);
  EXPECT_TRUE(map.runs({"a", ""}, rankOf(program.mesh(), {1, 0, 0})).empty());
  auto tied = map.runs({"t", ""}, rankOf(program.mesh(), {1, 0, 0}));
  ASSERT_EQ(tied.size(), 1u);
  EXPECT_EQ(tied[0].arenaByte, 36u * 4);
}

TEST_F(Fixture, NoticesReplicasThatDiffer) {
  ASSERT_TRUE(map.scatter({"t", "gradient"}, counting({"t", "gradient"}), arenaOf()).ok());
  arenas[5][512 + 2048 + 8] ^= std::byte(1);
  EXPECT_THAT(
      map.checkReplicas({"t", "gradient"}, arenaOf()).message(),
      HasSubstr("element 2 of 't.gradient' differs between rank 0 (dp 0, pp 0, tp 0) and rank 5"));
}

TEST_F(Fixture, RefusesWrongShapesAndNames) {
  EXPECT_THAT(map.scatter({"a", ""}, Tensor(F32, {4, 6}), arenaOf()).message(),
              HasSubstr("'a' is F32 [4, 6], the program holds F32 [6, 4]"));
  EXPECT_THAT(map.gather({"z", ""}, arenaOf()).status().message(), HasSubstr("no rank holds 'z'"));
}

TEST_F(Fixture, NoticesElementsThatNobodyHolds) {
  // Split over dp inside a bucket that is sharded over dp again: each rank keeps half of another
  // half.
  addBucket(1, "gradient", Bucket::SHARD, 3500, 6, {{2, 0}});
  EXPECT_THAT(map.gather({"c", "gradient"}, arenaOf()).status().message(),
              HasSubstr("hold only 12 of 24 elements of 'c.gradient'"));
}
