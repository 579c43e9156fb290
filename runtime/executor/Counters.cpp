//===- Counters.cpp - what a rank did -------------------------------------===//

#include "runtime/executor/Counters.h"

namespace heddle::runtime {

std::string_view instructionKindName(InstructionKind kind) {
  static constexpr std::string_view names[kInstructionKinds] = {
      "gemm", "launch", "attention", "collective", "exchange", "fill", "copy"};
  return names[size_t(kind)];
}

} // namespace heddle::runtime
