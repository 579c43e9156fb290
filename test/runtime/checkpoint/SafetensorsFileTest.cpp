//===- SafetensorsFileTest.cpp - files in and out ---------------*- C++ -*-===//

#include "runtime/checkpoint/Safetensors.h"
#include "test/runtime/Files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <numeric>
#include <sstream>

using namespace heddle::runtime;
using heddle::test::contentOf;
namespace program = heddle::program;
using testing::HasSubstr;

namespace {

std::string pathOf(const std::string &name) { return testing::TempDir() + name; }

/// A file with the given claim of header bytes, header and data.
std::string writeRaw(uint64_t headerBytes, const std::string &header, const std::string &data) {
  std::string path = pathOf("raw.safetensors");
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char *>(&headerBytes), 8);
  out << header << data;
  return path;
}

Tensor counted(program::DataType type, std::vector<uint64_t> shape) {
  Tensor tensor(type, std::move(shape));
  if (type == program::F32)
    std::iota(tensor.as<float>().begin(), tensor.as<float>().end(), 0.5f);
  else if (type == program::F64)
    std::iota(tensor.as<double>().begin(), tensor.as<double>().end(), 1.25);
  else
    std::iota(tensor.as<int32_t>().begin(), tensor.as<int32_t>().end(), -3);
  return tensor;
}

std::map<std::string, Tensor> sample() {
  return {{"layers.0.wq", counted(program::F32, {3, 5})},
          {"step", counted(program::I32, {})},
          {"double \"quoted\" é", counted(program::F64, {2})},
          {"none", counted(program::F32, {0, 4})}};
}

Status writeSample(const std::string &path, const std::map<std::string, Tensor> &tensors) {
  std::vector<TensorEntry> entries;
  for (const auto &[name, tensor] : tensors)
    entries.push_back(tensorEntry(name, tensor.type, tensor.shape));
  return writeSafetensors(
      path, entries, {{"model", "m"}},
      [&](const TensorEntry &entry) -> Result<Tensor> { return tensors.at(entry.name); });
}

TEST(SafetensorsFile, RoundTrip) {
  std::map<std::string, Tensor> tensors = sample();
  ASSERT_TRUE(writeSample(pathOf("round.safetensors"), tensors).ok());
  Result<SafetensorsFile> file = SafetensorsFile::open(pathOf("round.safetensors"));
  ASSERT_TRUE(file.ok()) << file.status().str();
  EXPECT_EQ(file->header().metadata.at("model"), "m");
  EXPECT_EQ(file->header().tensors.size(), tensors.size());
  for (const auto &[name, tensor] : tensors) {
    const TensorEntry *entry = file->find(name);
    ASSERT_NE(entry, nullptr) << name;
    Result<Tensor> read = file->read(*entry);
    ASSERT_TRUE(read.ok()) << read.status().str();
    EXPECT_EQ(read->type, tensor.type);
    EXPECT_EQ(read->shape, tensor.shape);
    EXPECT_EQ(read->bytes, tensor.bytes);
  }
  EXPECT_EQ(file->find("other"), nullptr);
}

TEST(SafetensorsFile, DataAndTensorsAreAligned) {
  ASSERT_TRUE(writeSample(pathOf("aligned.safetensors"), sample()).ok());
  std::string content = contentOf(pathOf("aligned.safetensors"));
  uint64_t headerBytes;
  std::memcpy(&headerBytes, content.data(), 8);
  EXPECT_EQ(headerBytes % 8, 0u);
  EXPECT_EQ(content[8], '{');
  Result<SafetensorsFile> file = SafetensorsFile::open(pathOf("aligned.safetensors"));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->find("double \"quoted\" é")->begin % 8, 0u);
}

TEST(SafetensorsFile, EqualTensorsGiveEqualBytes) {
  ASSERT_TRUE(writeSample(pathOf("one.safetensors"), sample()).ok());
  ASSERT_TRUE(writeSample(pathOf("two.safetensors"), sample()).ok());
  EXPECT_EQ(contentOf(pathOf("one.safetensors")), contentOf(pathOf("two.safetensors")));
}

// The bytes that the reference implementation writes for {"x": [1.0, 2.0]}, without alignment of
// our own.
TEST(SafetensorsFile, ReadsAnotherWritersFile) {
  std::string header = R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  std::string path = writeRaw(header.size(), header, std::string("\0\0\x80\x3f\0\0\0\x40", 8));
  Result<SafetensorsFile> file = SafetensorsFile::open(path);
  ASSERT_TRUE(file.ok()) << file.status().str();
  Result<Tensor> tensor = file->read(*file->find("x"));
  ASSERT_TRUE(tensor.ok());
  EXPECT_THAT(tensor->as<float>(), testing::ElementsAre(1.0f, 2.0f));
}

TEST(SafetensorsFile, TypeWithoutSupportIsNamed) {
  std::string header = R"({"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}})";
  Result<SafetensorsFile> file = SafetensorsFile::open(writeRaw(header.size(), header, "1234"));
  ASSERT_TRUE(file.ok());
  Result<Tensor> tensor = file->read(*file->find("x"));
  ASSERT_FALSE(tensor.ok());
  EXPECT_THAT(tensor.status().message(), HasSubstr("tensor 'x' is BF16"));
  EXPECT_THAT(tensor.status().hint(), HasSubstr("F32"));
}

TEST(SafetensorsFile, ShorterThanThePrefix) {
  std::ofstream(pathOf("short.safetensors")) << "1234567";
  Result<SafetensorsFile> file = SafetensorsFile::open(pathOf("short.safetensors"));
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("shorter than its 8-byte prefix"));
}

TEST(SafetensorsFile, HeaderLargerThanTheFile) {
  for (uint64_t claim : {uint64_t{3}, uint64_t{1} << 40, ~uint64_t{0}, ~uint64_t{0} - 7}) {
    Result<SafetensorsFile> file = SafetensorsFile::open(writeRaw(claim, "{}", ""));
    ASSERT_FALSE(file.ok()) << claim;
    EXPECT_THAT(file.status().message(), HasSubstr("claims a header of " + std::to_string(claim)));
  }
}

TEST(SafetensorsFile, HeaderOverTheLimitIsNotRead) {
  std::string path = writeRaw(kMaxSafetensorsHeader + 1, "{", "");
  std::ofstream(path, std::ios::in | std::ios::binary)
      .seekp(kMaxSafetensorsHeader + 100)
      .put('x'); // sparse
  Result<SafetensorsFile> file = SafetensorsFile::open(path);
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.status().message(), HasSubstr("claims a header of 100000001"));
}

TEST(SafetensorsFile, EveryCutIsRefused) {
  ASSERT_TRUE(writeSample(pathOf("whole.safetensors"), sample()).ok());
  std::string content = contentOf(pathOf("whole.safetensors"));
  for (size_t bytes = 0; bytes < content.size(); ++bytes) {
    std::ofstream(pathOf("cut.safetensors"), std::ios::binary) << content.substr(0, bytes);
    ASSERT_FALSE(SafetensorsFile::open(pathOf("cut.safetensors")).ok()) << bytes;
  }
}

TEST(SafetensorsFile, MissingAndDirectory) {
  EXPECT_THAT(SafetensorsFile::open(pathOf("none/such")).status().message(),
              HasSubstr("No such file"));
  EXPECT_THAT(SafetensorsFile::open(testing::TempDir()).status().message(),
              HasSubstr("not a regular file"));
}

TEST(SafetensorsFile, SourceErrorAndWrongSizeFailTheWrite) {
  std::vector<TensorEntry> entries = {tensorEntry("x", program::F32, {2})};
  Status failed =
      writeSafetensors(pathOf("x.safetensors"), entries, {},
                       [](const TensorEntry &) -> Result<Tensor> { return error("gone"); });
  EXPECT_EQ(failed.message(), "gone");
  Status wrong = writeSafetensors(
      pathOf("x.safetensors"), entries, {},
      [](const TensorEntry &) -> Result<Tensor> { return Tensor(program::F32, {3}); });
  EXPECT_THAT(wrong.message(), HasSubstr("another size"));
}

} // namespace
