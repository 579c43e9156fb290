//===- BoundSegment.h - a segment for one rank ------------------*- C++ -*-===//
//
// What of an instruction depends on the rank only (coordinates, groups, peers) is resolved once;
// what depends on the row (bases, row scalars) is left as (frame, offset) and (constant, row
// scalar).
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_EXECUTOR_BOUNDSEGMENT_H
#define HEDDLE_RUNTIME_EXECUTOR_BOUNDSEGMENT_H

#include "runtime/comm/Communicator.h"
#include "runtime/device/Device.h"
#include "runtime/executor/Counters.h"
#include "runtime/program/Mesh.h"

#include <optional>
#include <variant>
#include <vector>

namespace heddle::runtime {

/// arena + bases[frame] + offset
struct BoundRef {
  uint32_t frame;
  int64_t offset;
};

/// constant + (rowScalar > 0 ? scalars[rowScalar - 1] : 0), modulo 2^64
struct BoundScalar {
  uint64_t constant;
  uint32_t rowScalar;
};

struct BoundGemm {
  GemmCall call; // without its pointers
  BoundRef a, b, c;
  BoundScalar accumulate;
};
struct BoundLaunch {
  uint32_t kernel;
  std::vector<BoundRef> args;
  std::vector<BoundScalar> scalars;
};
struct BoundAttention {
  AttentionCall call; // without its pointers
  BoundRef query, key, value, result, lse, resultGrad, queryGrad, keyGrad, valueGrad, workspace;
  std::optional<BoundRef> documents;
};
struct BoundCollective {
  uint32_t group;
  CollectiveCall call; // without its buffer
  BoundRef buffer;
};
struct BoundMessage {
  Message message; // without its buffer
  BoundRef buffer;
};
struct BoundExchange {
  std::vector<BoundMessage> sends, receives;
};
struct BoundFill {
  BoundRef buffer;
  uint64_t bytes;
};
struct BoundCopy {
  BoundRef source, destination;
  uint64_t bytes;
};

struct BoundInstruction {
  // In the order of InstructionKind.
  std::variant<BoundGemm, BoundLaunch, BoundAttention, BoundCollective, BoundExchange, BoundFill,
               BoundCopy>
      work;
  uint64_t bytes; // for Counters
  InstructionKind kind() const { return InstructionKind(work.index()); }
};

struct BoundSegment {
  std::vector<BoundInstruction> instructions;
  size_t maxArgs = 0, maxScalars = 0, maxSends = 0, maxReceives = 0;
};

/// Binds a segment of a valid program for the rank of `communicator`.
BoundSegment bindSegment(const program::Program &program, const program::Segment &segment,
                         program::Coordinates at, Communicator &communicator);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_EXECUTOR_BOUNDSEGMENT_H
