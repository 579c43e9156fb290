//===- Dataflow.h - which row wrote what a row reads ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_PROGRAM_DATAFLOW_H
#define HEDDLE_RUNTIME_PROGRAM_DATAFLOW_H

#include "runtime/program/program.pb.h"

#include <cstdint>
#include <vector>

namespace heddle::program {

/// Where the contents of a frame of a row come from. Addresses do not show in it.
struct FrameSource {
  enum Kind : uint32_t {
    Nothing, // the row only writes it, or nobody wrote it before
    Written, // `index`: the row; `part`: its frame
    State,   // `index`: the bucket of the role
    Input,   // `index`: the input port of the entry; `part`: the micro-batch
  };
  Kind kind = Nothing;
  uint32_t index = 0, part = 0;
  bool operator==(const FrameSource &) const = default;
};

/// For each row of `entry` and each frame of its segment: who wrote last what the row finds at the
/// start of the frame.
std::vector<std::vector<FrameSource>> traceFrames(const Program &program, const Role &role,
                                                  const Entry &entry);

} // namespace heddle::program

#endif // HEDDLE_RUNTIME_PROGRAM_DATAFLOW_H
