//===- Announce.cpp - what is about to run ----------------------*- C++ -*-===//

#include "tools/heddle-run/Announce.h"

#include "runtime/program/Mesh.h"

#include <algorithm>

namespace heddle::run {
namespace {

uint64_t parameterCount(const program::Program &program) {
  uint64_t total = 0;
  for (const program::Variable &variable : program.variables()) {
    uint64_t elements = variable.counter() ? 0 : 1;
    for (uint64_t size : variable.shape())
      elements *= size;
    total += elements;
  }
  return total;
}

uint64_t largestArena(const program::Program &program) {
  uint64_t bytes = 0;
  for (const program::Role &role : program.roles())
    bytes = std::max<uint64_t>(bytes, role.arena_bytes());
  return bytes;
}

} // namespace

std::string describeProgram(const program::Program &program) {
  const program::Mesh &mesh = program.mesh();
  const program::Training &training = program.training();
  char text[320];
  std::snprintf(text, sizeof text,
                "model %s: %.2f M parameters, batch %llu x seq %llu\n"
                "%u ranks (dp %u x pp %u x tp %u), %u micro-batch%s, one arena of %.1f MB per rank",
                program.model().c_str(), static_cast<double>(parameterCount(program)) / 1e6,
                static_cast<unsigned long long>(training.batch()),
                static_cast<unsigned long long>(training.seq()), program::rankCount(mesh),
                mesh.dp(), mesh.pp(), mesh.tp(), mesh.micro_batches(),
                mesh.micro_batches() == 1 ? "" : "es",
                static_cast<double>(largestArena(program)) / 1e6);
  return text;
}

nlohmann::ordered_json programConfig(const program::Program &program) {
  const program::Mesh &mesh = program.mesh();
  const program::Training &training = program.training();
  return {{"model", program.model()},
          {"parameters", parameterCount(program)},
          {"dp", mesh.dp()},
          {"pp", mesh.pp()},
          {"tp", mesh.tp()},
          {"micro_batches", mesh.micro_batches()},
          {"batch", training.batch()},
          {"seq", training.seq()},
          {"vocab", training.vocab()},
          {"arena_bytes", largestArena(program)},
          {"producer", program.producer()}};
}

} // namespace heddle::run
