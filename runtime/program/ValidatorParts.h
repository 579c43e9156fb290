//===- ValidatorParts.h - the checks of the validator -----------*- C++ -*-===//
//
// Each may assume what the ones before it have shown, in the order written here.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_PROGRAM_VALIDATORPARTS_H
#define HEDDLE_RUNTIME_PROGRAM_VALIDATORPARTS_H

#include "runtime/base/Status.h"
#include "runtime/program/Mesh.h"
#include "runtime/program/program.pb.h"

#include <optional>
#include <string>

namespace heddle::program {

/// Indices and counts of rows, their frames within the arenas.
runtime::Status checkRows(const Program &program);
/// Operands of instructions within their frames, for every coordinate that runs them.
runtime::Status checkSegments(const Program &program);
/// Buckets, their members, variables.
runtime::Status checkState(const Program &program);
/// Inputs and outputs of entries.
runtime::Status checkPorts(const Program &program);
/// Messages and collectives across roles, under rendezvous.
runtime::Status checkTables(const Program &program);

/// Unsigned arithmetic that remembers an overflow, for sizes from a file.
class Size {
public:
  Size(uint64_t value) : value(value) {}
  Size operator+(Size other) const { return combine(value + u128(other.value), other); }
  Size operator*(Size other) const { return combine(value * u128(other.value), other); }
  bool fits(uint64_t limit) const { return !overflow && value <= limit; }
  /// Meaningful only if it fits.
  uint64_t get() const { return value; }

private:
  using u128 = unsigned __int128;
  Size combine(u128 result, Size other) const {
    Size size{uint64_t(result)};
    size.overflow = overflow || other.overflow || result > UINT64_MAX;
    return size;
  }
  uint64_t value;
  bool overflow = false;
};

/// The name of a stage, for errors.
inline std::string stageName(uint32_t stage) { return "stage " + std::to_string(stage); }

/// True if a micro-batched port is split over dp; nothing if its batch fits the entry's global
/// batch in no way.
std::optional<bool> isSplitOverDp(const Mesh &mesh, const Entry &entry, const Port &port);

} // namespace heddle::program

#endif // HEDDLE_RUNTIME_PROGRAM_VALIDATORPARTS_H
