//===- Counters.h - what a rank did -----------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_EXECUTOR_COUNTERS_H
#define HEDDLE_RUNTIME_EXECUTOR_COUNTERS_H

#include <array>
#include <cstdint>
#include <string_view>

namespace heddle::runtime {

enum class InstructionKind { Gemm, Launch, Attention, Collective, Exchange, Fill, Copy };
inline constexpr size_t kInstructionKinds = 7;
std::string_view instructionKindName(InstructionKind kind);

/// Sums over the runs of a rank since resetCounters(). Times, calls and bytes are kept only while
/// profiling is on.
struct Counters {
  struct Kind {
    uint64_t calls = 0;
    double seconds = 0;
    /// Payload of collectives and exchanges (the buffer, sends + receives), traffic of kernels,
    /// fills and copies.
    uint64_t bytes = 0;
  };
  std::array<Kind, kInstructionKinds> kinds;
  double flops = 0;   // of Segment.flops; always kept
  uint64_t rows = 0;  // always kept
  double seconds = 0; // inside run(); always kept

  Kind &operator[](InstructionKind kind) { return kinds[size_t(kind)]; }
  const Kind &operator[](InstructionKind kind) const { return kinds[size_t(kind)]; }
  /// Of `seconds`, what no instruction accounts for: the walk itself. Meaningful while profiling is
  /// on.
  double dispatchSeconds() const {
    double rest = seconds;
    for (const Kind &kind : kinds)
      rest -= kind.seconds;
    return rest;
  }
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_EXECUTOR_COUNTERS_H
