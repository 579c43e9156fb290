//===- RefusedTest.cpp - what is neither loaded nor saved ------*- C++ -*-===//

#include "CheckpointFixture.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

using namespace heddle::test;
namespace program = heddle::program;
using testing::HasSubstr;

namespace {

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
