//===- OriginTest.cpp - in what two programs differ -------------*- C++ -*-===//

#include "runtime/checkpoint/Origin.h"

#include <gtest/gtest.h>

using namespace heddle::runtime;
namespace program = heddle::program;

namespace {

program::Program sample() {
  program::Program program;
  program.set_producer("heddle 1");
  program.set_plan("dp: 2\n");
  program.add_locations("");
  program.add_locations("a.heddle:1:1");
  program.add_kernels()->set_location(1);
  program.add_segments()->add_instructions()->set_location(1);
  for (auto [name, value] : {std::pair("lr", "0.001"), std::pair("warmup", "10")}) {
    program::Training::Setting *setting = program.mutable_training()->add_settings();
    setting->set_name(name);
    setting->set_value(value);
  }
  return program;
}

std::string differenceAfter(auto &&change) {
  program::Program changed = sample();
  change(changed);
  return describeDifference(originOf(sample()), originOf(changed));
}

TEST(Origin, PlaceOfTheSpecIsNoDifference) {
  EXPECT_EQ(differenceAfter([](program::Program &program) {
              program.set_producer("heddle 2");
              program.set_locations(1, "/elsewhere/b.heddle:7:3");
              program.add_locations("/elsewhere/b.heddle:9:9");
              program.mutable_kernels(0)->set_location(2);
              program.mutable_segments(0)->mutable_instructions(0)->set_location(2);
            }),
            "");
}

TEST(Origin, SettingsAndPlanAreNamed) {
  auto faster = [](program::Program &program) {
    program.mutable_training()->mutable_settings(0)->set_value("0.003");
  };
  EXPECT_EQ(differenceAfter(faster), "lr 0.003 (was 0.001)");
  EXPECT_EQ(differenceAfter([](program::Program &program) { program.set_plan("dp: 4\n"); }),
            "another plan");
  EXPECT_EQ(differenceAfter([&](program::Program &program) {
              faster(program);
              program.mutable_training()->mutable_settings(1)->set_value("20");
              program.set_plan("dp: 4\n");
            }),
            "lr 0.003 (was 0.001), warmup 20 (was 10), another plan");
}

TEST(Origin, OtherCodeIsNotBlamedOnThePlan) {
  EXPECT_EQ(differenceAfter([](program::Program &program) { program.set_kernel_library("other"); }),
            "neither the train block nor the plan, but the model's own constants or the compiler");
}

// Manifests of before.
TEST(Origin, WhatWasNotWrittenDownIsNotADifference) {
  Origin saved, own{1, "dp: 2\n", {{"lr", "0.001"}}};
  EXPECT_EQ(describeDifference(saved, own), "the checkpoint does not say");
}

} // namespace
