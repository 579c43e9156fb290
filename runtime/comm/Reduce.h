//===- Reduce.h - sums and maxima over buffers ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_COMM_REDUCE_H
#define HEDDLE_RUNTIME_COMM_REDUCE_H

#include "runtime/program/program.pb.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle::runtime {

/// Reduces elements [begin, end) of all `sources`, in their order, and writes the result to the
/// same elements of all `destinations`, which may be among the sources. One pass over the memory.
void reduceRange(program::Collective::Reduction reduction, program::DataType type,
                 std::span<std::byte *const> sources, std::span<std::byte *const> destinations,
                 uint64_t begin, uint64_t end);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_COMM_REDUCE_H
