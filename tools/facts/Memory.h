//===- Memory.h - what lies in an arena, and when ---------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_FACTS_MEMORY_H
#define HEDDLE_TOOLS_FACTS_MEMORY_H

#include "runtime/program/program.pb.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace heddle::facts {

/// Bytes per program.MemoryClass; MEMORY_CLASS_UNSPECIFIED counts what nothing uses.
struct ClassBytes : std::array<uint64_t, 9> {
  ClassBytes() : std::array<uint64_t, 9>{} {}
  uint64_t total() const;
};

/// Bytes of a bucket's buffer on one rank.
uint64_t bucketBytes(const program::Mesh &mesh, const program::Bucket &bucket);

/// The whole arena of a rank of `role` by what `entry` keeps there: the total is arena_bytes.
/// Unused is alignment, and places that only other entries need.
ClassBytes mapArena(const program::Program &program, const program::Role &role,
                    const std::string &entry);

/// What is alive in a rank's arena while each row of the entry runs: state always; inputs from the
/// start to their last reader; outputs from their writer to the end; anything else from the row
/// that writes it to the last one that reads it; temporaries in their row only.
std::vector<ClassBytes> traceLiveBytes(const program::Program &program, const program::Role &role,
                                       const std::string &entry);

/// The row with the most live bytes; 0 for an empty trace.
size_t peakRow(const std::vector<ClassBytes> &trace);

} // namespace heddle::facts

#endif // HEDDLE_TOOLS_FACTS_MEMORY_H
