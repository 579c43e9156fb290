//===- InspectInstructions.h - instructions as text -------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_INSPECTINSTRUCTIONS_H
#define HEDDLE_TOOLS_HEDDLE_INSPECTINSTRUCTIONS_H

#include "runtime/program/program.pb.h"

#include <string>

namespace heddle::tools {

/// "gemm", "launch", ...
std::string instructionName(const program::Instruction &instruction);

/// What it does, with shapes and operands: "f32 y[64, 768] = x[64, 3072] w+4096[768, 3072]^T".
/// Operands are frames of `segment`, by name, plus bytes.
std::string describeInstruction(const program::Program &program, const program::Segment &segment,
                                const program::Instruction &instruction);

} // namespace heddle::tools

#endif // HEDDLE_TOOLS_HEDDLE_INSPECTINSTRUCTIONS_H
