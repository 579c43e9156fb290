//===- Origin.cpp - which program saved a checkpoint ------------*- C++ -*-===//

#include "runtime/checkpoint/Origin.h"

#include <xxhash.h>

namespace heddle::runtime {

static uint64_t hashOf(program::Program program) {
  program.clear_producer();
  program.clear_locations();
  for (program::Kernel &kernel : *program.mutable_kernels())
    kernel.clear_location();
  for (program::Segment &segment : *program.mutable_segments())
    for (program::Instruction &instruction : *segment.mutable_instructions())
      instruction.clear_location();
  std::string bytes = program.SerializeAsString();
  return XXH3_64bits(bytes.data(), bytes.size());
}

Origin originOf(const program::Program &program) {
  Origin origin{hashOf(program), program.plan(), {}};
  for (const program::Training::Setting &setting : program.training().settings())
    origin.settings[setting.name()] = setting.value();
  return origin;
}

static void add(std::string &list, const std::string &item) {
  list += (list.empty() ? "" : ", ") + item;
}

std::string describeDifference(const Origin &saved, const Origin &own) {
  if (saved.hash == own.hash)
    return "";
  std::string list;
  for (const auto &[name, value] : own.settings) {
    auto before = saved.settings.find(name);
    if (before != saved.settings.end() && before->second != value)
      add(list, name + " " + value + " (was " + before->second + ")");
  }
  if (!saved.plan.empty() && saved.plan != own.plan)
    add(list, "another plan");
  if (list.empty() && saved.settings.empty() && saved.plan.empty())
    return "the checkpoint does not say";
  if (list.empty())
    return "neither the train block nor the plan, but the model's own constants or the compiler";
  return list;
}

} // namespace heddle::runtime
