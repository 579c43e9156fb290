//===- TargetTest.cpp - can this machine run a program? -------------------===//

#include "runtime/program/Target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle::program;
using testing::HasSubstr;

static Program forTarget(const std::string &arch, std::initializer_list<const char *> features) {
  Program program;
  program.mutable_target()->set_cpu("znver9");
  program.mutable_target()->set_os_arch(arch);
  for (const char *feature : features)
    program.mutable_target()->add_features(feature);
  return program;
}

TEST(Target, AcceptsWhatEveryMachineHas) {
  auto status =
      checkTarget(forTarget("linux-x86_64", {"sse2", "+sse", "cmov", "64bit", "x87", "+shstk"}));
  EXPECT_TRUE(status.ok()) << status.message();
}

TEST(Target, NamesTheMissingFeatures) {
  auto status = checkTarget(forTarget("linux-x86_64", {"sse2", "avx4096", "+warp"}));
  EXPECT_THAT(status.message(),
              HasSubstr("compiled for the CPU znver9, this CPU lacks avx4096, warp"));
  EXPECT_THAT(status.hint(), HasSubstr("compile the model on this machine"));
}

TEST(Target, NamesAnotherArchitecture) {
  EXPECT_THAT(checkTarget(forTarget("linux-aarch64", {})).message(),
              HasSubstr("is for linux-aarch64"));
}
