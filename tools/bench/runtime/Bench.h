//===- Bench.h - parts of heddle-bench-runtime ------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_BENCH_RUNTIME_BENCH_H
#define HEDDLE_TOOLS_BENCH_RUNTIME_BENCH_H

#include <cstdint>

namespace heddle::bench {

/// Collectives of the threads communicator, in bytes per second of traffic and as a part of what as
/// many threads reach that copy as many bytes with memcpy, for buffers from 4 KiB to `maxBytes`.
void benchCollectives(uint32_t ranks, uint64_t maxBytes);

/// Matrix products of one thread at the shapes of GPT-2 124M with 256 tokens.
void benchProducts();

/// Attention of one thread, forward and backward, at several lengths.
void benchAttention();

/// An instruction that does next to nothing, with and without profiling.
void benchDispatch();

} // namespace heddle::bench

#endif // HEDDLE_TOOLS_BENCH_RUNTIME_BENCH_H
