//===- Options.h - what the command line says -------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_OPTIONS_H
#define HEDDLE_TOOLS_HEDDLE_RUN_OPTIONS_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::run {

/// Of every subcommand.
struct CommonOptions {
  std::string program;
  std::optional<uint32_t> ranks;
  bool rendezvous = false;
};

struct DataOptions {
  std::vector<std::string> files; // one mixture, one of bytes, or token files
  std::string tokenizer;
  bool maskDocumentStarts = false;
  uint64_t evalBatches = 0;
};

struct TrainOptions {
  CommonOptions common;
  DataOptions data;
  std::string log;
  std::string save;
  std::string resume;
  std::string load;
  std::optional<uint64_t> steps;
  std::optional<uint64_t> seed;
  std::string batchRamp; // START:INCREMENT:SAMPLES
  uint64_t saveEvery = 0;
  uint64_t evalEvery = 0;
  std::optional<uint32_t> failRank;
  uint64_t failStep = 1; // counted from 1, like everywhere a person reads it
};

struct EvalOptions {
  CommonOptions common;
  DataOptions data;
  std::string load;
};

struct GenerateOptions {
  CommonOptions common;
  std::string load;
  std::string tokenizer;
  std::string prompt;
  uint64_t length = 256;
  double temperature = 0.8;
  uint64_t seed = 0;
};

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_OPTIONS_H
