// RUN: %heddle-opt %s --heddle-layout-arena --heddle-verify-memory --split-input-file | FileCheck %s

// Four micro-batches under 1F1B on the first of two stages, F0 F1 B0 F2 B1 F3 B2 B3: two are alive at once, so two slots.

exec.segment @fwd attributes {flops = 0.0, frames = [
    #exec.frame<name = "w", memory_class = parameter, read = true, written = false>,
    #exec.frame<name = "saved", memory_class = activation, read = false, written = true>,
    #exec.frame<name = "temporaries", memory_class = temporary, read = false, written = true>]} {
^bb0(%w: !exec.buffer<100>, %s: !exec.buffer<60>, %t: !exec.buffer<200>):
}
exec.segment @bwd attributes {flops = 0.0, frames = [#exec.frame<name = "saved", memory_class = activation, read = true, written = false>]} {
^bb0(%s: !exec.buffer<60>):
}

// Parameter, then temporaries (256 bytes), then the entry: 2 slots of 64, and the pinned output.
// CHECK-LABEL: exec.role @stage0 attributes {arena_bytes = 640 : i64
exec.role @stage0 attributes {stage = 0 : i64} {
  // CHECK: exec.frames "temporaries" id 3 {bytes = 200 : i64, count = 1 : i64, memory_class = 6 : i32, offset = 128 : i64, pinned, slots = 1 : i64}
  // CHECK: exec.frames "w" id 0 {{.*}}offset = 0 : i64
  exec.frames "w" id 0 {bytes = 100, count = 1, memory_class = 1 : i32, pinned}
  exec.table "train" attributes {global_batch = 8 : i64} {
    // CHECK: exec.frames "saved" id 1 {{.*}}offset = 384 : i64, slots = 2 : i64
    // CHECK: exec.frames "loss" id 2 {{.*}}offset = 512 : i64, pinned, slots = 2 : i64
    exec.frames "saved" id 1 {bytes = 60, count = 4, memory_class = 5 : i32}
    exec.frames "loss" id 2 {bytes = 60, count = 2, memory_class = 8 : i32, pinned}
    // CHECK: micro_batch 0 {{.*}}bases [0, 384, 128]
    // CHECK: micro_batch 1 {{.*}}bases [0, 448, 128]
    // CHECK: micro_batch 0 {{.*}}bases [384]
    // CHECK: micro_batch 2 {{.*}}bases [0, 384, 128]
    // CHECK: micro_batch 1 {{.*}}bases [448]
    // CHECK: micro_batch 3 {{.*}}bases [0, 448, 128]
    // CHECK: micro_batch 2 {{.*}}bases [384]
    // CHECK: micro_batch 3 {{.*}}bases [448]
    exec.row @fwd "f" micro_batch 0 frames [0, 0, 0, 1, 0, 0] scalars []
    exec.row @fwd "f" micro_batch 1 frames [0, 0, 0, 1, 1, 0] scalars []
    exec.row @bwd "b" micro_batch 0 frames [1, 0, 0] scalars []
    exec.row @fwd "f" micro_batch 2 frames [0, 0, 0, 1, 2, 0] scalars []
    exec.row @bwd "b" micro_batch 1 frames [1, 1, 0] scalars []
    exec.row @fwd "f" micro_batch 3 frames [0, 0, 0, 1, 3, 0] scalars []
    exec.row @bwd "b" micro_batch 2 frames [1, 2, 0] scalars []
    exec.row @bwd "b" micro_batch 3 frames [1, 3, 0] scalars []
  }
}

// -----

// GPipe, F0 F1 F2 B0 B1 B2, keeps all. Entries lie in the same bytes, since they run one at a time: the larger decides.

exec.segment @fwd attributes {flops = 0.0, frames = [#exec.frame<name = "saved", memory_class = activation, read = false, written = true>]} {
^bb0(%s: !exec.buffer<64>):
}
exec.segment @bwd attributes {flops = 0.0, frames = [#exec.frame<name = "saved", memory_class = activation, read = true, written = false>]} {
^bb0(%s: !exec.buffer<64>):
}

// CHECK-LABEL: exec.role @stage0 attributes {arena_bytes = 192 : i64
exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // CHECK: exec.frames "saved" id 0 {{.*}}offset = 0 : i64, slots = 3 : i64
    exec.frames "saved" id 0 {bytes = 64, count = 3, memory_class = 5 : i32}
    exec.row @fwd "f" micro_batch 0 frames [0, 0, 0] scalars []
    exec.row @fwd "f" micro_batch 1 frames [0, 1, 0] scalars []
    exec.row @fwd "f" micro_batch 2 frames [0, 2, 0] scalars []
    exec.row @bwd "b" micro_batch 0 frames [0, 0, 0] scalars []
    exec.row @bwd "b" micro_batch 1 frames [0, 1, 0] scalars []
    exec.row @bwd "b" micro_batch 2 frames [0, 2, 0] scalars []
  }
  exec.table "eval" attributes {global_batch = 8 : i64} {
    // CHECK: exec.frames "saved" id 1 {{.*}}offset = 0 : i64, slots = 1 : i64
    exec.frames "saved" id 1 {bytes = 64, count = 3, memory_class = 5 : i32}
    exec.row @fwd "f" micro_batch 0 frames [1, 0, 0] scalars []
    exec.row @fwd "f" micro_batch 1 frames [1, 1, 0] scalars []
    exec.row @fwd "f" micro_batch 2 frames [1, 2, 0] scalars []
  }
}
