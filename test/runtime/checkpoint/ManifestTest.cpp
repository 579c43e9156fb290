//===- ManifestTest.cpp - manifest.json -------------------------*- C++ -*-===//

#include "runtime/checkpoint/Manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle::runtime;
using testing::HasSubstr;

namespace {

Manifest sample() {
  Origin origin{5, "dp: 2\n", {{"lr", "0.001"}}};
  return {
      "gpt", 8, 64, 1000, 7, 0xfedcba9876543210, origin, {{"parameters.safetensors", {123, 0xff}}}};
}

std::string replaced(const std::string &from, const std::string &to) {
  std::string text = formatManifest(sample());
  size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Manifest, RoundTrip) {
  Result<Manifest> manifest = parseManifest(formatManifest(sample()));
  ASSERT_TRUE(manifest.ok()) << manifest.status().str();
  EXPECT_EQ(formatManifest(*manifest), formatManifest(sample()));
  EXPECT_EQ(manifest->dataFingerprint, 0xfedcba9876543210u);
  EXPECT_EQ(manifest->origin.hash, 5u);
  EXPECT_EQ(manifest->origin.plan, "dp: 2\n");
  EXPECT_EQ(manifest->origin.settings.at("lr"), "0.001");
  EXPECT_EQ(manifest->files.at("parameters.safetensors").checksum, 0xffu);
}

TEST(Manifest, Refuses) {
  auto message = [](const std::string &text) { return parseManifest(text).status().message(); };
  EXPECT_THAT(message(""), HasSubstr("not the manifest"));
  EXPECT_THAT(message("[]"), HasSubstr("not the manifest"));
  EXPECT_THAT(message(R"({"format": "other"})"), HasSubstr("not the manifest"));
  EXPECT_THAT(message(formatManifest(sample()).substr(0, 90)), HasSubstr("not the manifest"));
  EXPECT_THAT(message(replaced("\"version\": 1", "\"version\": 2")),
              HasSubstr("checkpoint version 2"));
  EXPECT_THAT(message(replaced("\"step\"", "\"stop\"")), HasSubstr("'step' is missing"));
  EXPECT_THAT(message(replaced("1000", "-1")), HasSubstr("'step'"));
  EXPECT_THAT(message(replaced("1000", "1e3")), HasSubstr("'step'"));
  EXPECT_THAT(message(replaced("\"gpt\"", "3")), HasSubstr("'model'"));
  EXPECT_THAT(message(replaced("fedcba9876543210", "fedcba987654321g")), HasSubstr("'data'"));
  EXPECT_THAT(message(replaced("fedcba9876543210", "f")), HasSubstr("'data'"));
  EXPECT_THAT(message(replaced("\"0.001\"", "0.001")), HasSubstr("'train': 'lr'"));
  EXPECT_THAT(message(replaced("\"files\"", "\"file\"")), HasSubstr("'files'"));
  EXPECT_THAT(message(replaced("123", "\"123\"")),
              HasSubstr("file 'parameters.safetensors': 'bytes'"));
}

} // namespace
