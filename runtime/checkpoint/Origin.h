//===- Origin.h - which program saved a checkpoint --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_CHECKPOINT_ORIGIN_H
#define HEDDLE_RUNTIME_CHECKPOINT_ORIGIN_H

#include "runtime/program/program.pb.h"

#include <cstdint>
#include <map>
#include <string>

namespace heddle::runtime {

/// What tells one program of a model from another: by the hash, whether a run that goes on is bit
/// for bit the one that was interrupted; by the rest, why not.
struct Origin {
  uint64_t hash = 0;                           // XXH3-64 of what the program computes
  std::string plan;                            // text plan.proto
  std::map<std::string, std::string> settings; // of the spec's train block
};

/// The hash leaves out where the spec lies, its lines, and the producer's name: they change
/// nothing.
Origin originOf(const program::Program &program);

/// What differs, for a note: "lr 0.003 (was 0.001), another plan"; "" if the hashes agree.
std::string describeDifference(const Origin &saved, const Origin &own);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_CHECKPOINT_ORIGIN_H
