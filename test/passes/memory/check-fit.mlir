// RUN: %heddle-opt %s --heddle-check-fit --split-input-file --verify-diagnostics

// Fits to the byte; the second stage is smaller.
module attributes {dist.device = {cluster = "c", host = true, memory = 2147483648 : i64, ranks = 1 : i64}} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 2147483648 : i64} {
  }
  exec.role @stage1 attributes {stage = 1 : i64, arena_bytes = 64 : i64} {
  }
}

// -----

// The worst stage is named; of the entries, which share bytes, the larger counts.
// expected-error@+2 {{the program does not fit: a rank of stage 1 needs 3.00 GiB (activation 2.00 GiB, moment 1.00 GiB), but a device of cluster 'c' has 2.50 GiB (its memory_gib)}}
// expected-note@+1 {{hint: give it recompute = layer, more micro-batches or a smaller batch; then a larger tp or pp, or zero = 1 with dp above 1}}
module attributes {dist.zero = 0, dist.recompute = "none", dist.device = {cluster = "c", host = true, memory = 2684354560 : i64, ranks = 1 : i64}} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  }
  exec.role @stage1 attributes {stage = 1 : i64, arena_bytes = 3221225472 : i64} {
    exec.frames "m" id 0 {bytes = 1073741824, count = 1, memory_class = 3 : i32, pinned, offset = 0, slots = 1}
    exec.table "train" attributes {global_batch = 8 : i64} {
      exec.frames "a" id 1 {bytes = 1073741824, count = 4, memory_class = 5 : i32, offset = 0, slots = 2}
    }
    exec.table "eval" attributes {global_batch = 8 : i64} {
      exec.frames "b" id 2 {bytes = 1073741824, count = 4, memory_class = 5 : i32, offset = 0, slots = 1}
    }
  }
}

// -----

// Two ranks share a device. What is done already is not advised.
// expected-error@+2 {{needs 3.00 GiB (moment 3.00 GiB), but a device of cluster 'c' has 5.00 GiB (its memory_gib) for 2 ranks}}
// expected-note@+1 {{hint: give it a larger tp or pp; then more micro-batches or a smaller batch}}
module attributes {dist.zero = 1, dist.recompute = "layer", dist.device = {cluster = "c", host = true, memory = 5368709120 : i64, ranks = 2 : i64}} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 3221225472 : i64} {
    exec.frames "m" id 0 {bytes = 3221225472, count = 1, memory_class = 3 : i32, pinned, offset = 0, slots = 1}
  }
}

// -----

// A program for devices without a code generator is not run there.
// expected-warning@+2 {{the program does not fit}}
// expected-note@+1 {{hint}}
module attributes {dist.device = {cluster = "c", host = false, memory = 5368709120 : i64, ranks = 2 : i64}} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 3221225472 : i64} {
  }
}

// -----

// expected-error@+1 {{dist.device is not of the form that heddle-apply-plan gives it}}
module attributes {dist.device = {memory = 1 : i64}} {
}
