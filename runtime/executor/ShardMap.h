//===- ShardMap.h - global tensors and where ranks hold them ----*- C++ -*-===//
//
// The one place that knows how Variable.splits, Bucket.storage and Bucket.members place
// the elements of a named global tensor into the arenas of ranks. Checkpoints, verify and
// tests use it. It needs the program only: no arena, no device.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_EXECUTOR_SHARDMAP_H
#define HEDDLE_RUNTIME_EXECUTOR_SHARDMAP_H

#include "runtime/base/Status.h"
#include "runtime/executor/Tensor.h"
#include "runtime/program/program.pb.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::runtime {

/// A contiguous range of a global tensor (row-major element numbers) that lies contiguously in a
/// rank's arena.
struct Run {
  uint64_t globalElement;
  uint64_t elements;
  uint64_t arenaByte;
};

/// Something of a variable that the ranks hold: the value (suffix ""), "gradient", "moment1",
/// "moment2".
struct StateName {
  std::string variable;
  std::string suffix;
  bool operator==(const StateName &) const = default;
  /// "wte", "wte.moment1"
  std::string str() const { return suffix.empty() ? variable : variable + "." + suffix; }
};

class ShardMap {
public:
  /// The program must be valid and outlive the map.
  explicit ShardMap(const program::Program &program) : program(program) {}

  /// Everything that some rank holds, in the order of Program.variables, then of suffixes (""
  /// first).
  std::vector<StateName> names() const;

  /// The global shape and the type of the stored elements (moments may be stored in another type
  /// than the parameter). An error if no rank holds it.
  Result<Tensor> emptyTensor(const StateName &name) const;

  /// The ranges that `rank` holds, ascending by arena byte. Empty if it holds none. Padding belongs
  /// to no range.
  std::vector<Run> runs(const StateName &name, uint32_t rank) const;

  /// The arena of a rank, from its start.
  using ArenaOf = std::function<std::span<std::byte>(uint32_t rank)>;

  /// The global tensor from the arenas of all ranks; of replicas the lowest rank's is taken.
  /// An error if an element is held by no rank.
  Result<Tensor> gather(const StateName &name, const ArenaOf &arenaOf) const;

  /// Writes the global tensor into the arenas of all ranks that hold a part, replicas included.
  /// An error if its shape or type differs from emptyTensor(name).
  Status scatter(const StateName &name, const Tensor &tensor, const ArenaOf &arenaOf) const;

  /// Ok if all replicas of every element are equal to the bit; else an error that names two ranks
  /// and the element.
  Status checkReplicas(const StateName &name, const ArenaOf &arenaOf) const;

private:
  const program::Program &program;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_EXECUTOR_SHARDMAP_H
