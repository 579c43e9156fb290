//===- heddle-bench.cpp - times the training step of a program --*- C++ -*-===//
//
//   heddle-bench program.hdx --steps 10
//
// Random tokens, one JSON object: the time of each step, and for each rank where
// a step's time went (from a second series of steps, with profiling on).
//
//===----------------------------------------------------------------------===//

#include "runtime/base/Log.h"
#include "runtime/executor/Session.h"
#include "runtime/program/Loader.h"
#include "runtime/program/Mesh.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <iostream>
#include <random>

using namespace heddle;
using namespace heddle::runtime;

namespace {

struct Options {
  std::string program;
  uint64_t steps = 10;
  uint64_t warmUp = 3;
  uint64_t tokenRange = 256;
};

/// Tokens below `range`, weights of one, samples of one document: the most work.
void fillInputs(Tensors &inputs, uint64_t range) {
  std::minstd_rand random(1);
  for (auto &[name, tensor] : inputs)
    for (uint64_t i = 0; i < tensor.elements(); ++i)
      tensor.set(i, name == "weights" ? 1.0 : name == "documents" ? 0.0 : double(random() % range));
}

/// Milliseconds of each of `steps` steps.
Result<std::vector<double>> timeSteps(Session &session, const Tensors &inputs, uint64_t steps) {
  std::vector<double> times;
  for (uint64_t i = 0; i < steps; ++i) {
    auto begin = std::chrono::steady_clock::now();
    auto outputs = session.run("train", inputs);
    if (!outputs)
      return outputs.status();
    std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    times.push_back(took.count());
  }
  return times;
}

nlohmann::json describe(const Counters &counters, uint64_t steps) {
  nlohmann::json rank;
  for (size_t kind = 0; kind < kInstructionKinds; ++kind) {
    const Counters::Kind &sums = counters.kinds[kind];
    rank[std::string(instructionKindName(InstructionKind(kind)))] = {
        {"ms", 1e3 * sums.seconds / steps},
        {"calls", sums.calls / steps},
        {"bytes", sums.bytes / steps}};
  }
  rank["dispatch"] = {{"ms", 1e3 * counters.dispatchSeconds() / steps}};
  rank["flops"] = counters.flops / steps;
  rank["ms"] = 1e3 * counters.seconds / steps;
  return rank;
}

Result<nlohmann::json> bench(const Options &options) {
  auto program = program::loadProgram(options.program);
  if (!program)
    return program.status();
  auto opened = Session::open(std::move(*program));
  if (!opened)
    return opened.status();
  Session &session = **opened;
  auto seed = session.inputsOf("init");
  auto inputs = session.inputsOf("train");
  if (!seed || !inputs)
    return seed ? inputs.status() : seed.status();
  fillInputs(*inputs, options.tokenRange);
  if (auto done = session.run("init", *seed); !done)
    return done.status();
  if (auto times = timeSteps(session, *inputs, options.warmUp); !times)
    return times.status();

  auto times = timeSteps(session, *inputs, options.steps);
  if (!times)
    return times.status();
  session.setProfiling(true);
  session.resetCounters();
  if (auto profiled = timeSteps(session, *inputs, options.steps); !profiled)
    return profiled.status();
  nlohmann::json report = {{"step_ms", *times}, {"ranks", nlohmann::json::array()}};
  for (uint32_t rank = 0; rank < program::rankCount(session.program().mesh()); ++rank)
    report["ranks"].push_back(describe(session.counters(rank), options.steps));
  return report;
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Times the training step of a program.", "heddle-bench");
  Options options;
  app.option_defaults()->always_capture_default();
  app.add_option("program", options.program, "compiled program (.hdx)")->required();
  app.add_option("--steps", options.steps, "steps to time")->check(CLI::PositiveNumber);
  app.add_option("--warm-up", options.warmUp, "steps before");
  app.add_option("--token-range", options.tokenRange, "tokens are drawn below this")
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  auto report = bench(options);
  if (!report) {
    logError(report.status());
    return 1;
  }
  std::cout << report->dump() << "\n";
  return 0;
}
