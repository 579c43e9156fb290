// RUN: %heddle-opt %s --heddle-verify-memory | FileCheck %s

// What may share bytes: instances one after the other, one frame read twice, a sum that its first row overwrites.

exec.segment @fwd attributes {flops = 0.0, frames = [#exec.frame<name = "y", memory_class = activation, read = false, written = true>]} {
^bb0(%y: !exec.buffer<64>):
}
exec.segment @twice attributes {flops = 0.0, frames = [
    #exec.frame<name = "a", memory_class = activation, read = true, written = false>,
    #exec.frame<name = "b", memory_class = activation, read = true, written = false>]} {
^bb0(%a: !exec.buffer<64>, %b: !exec.buffer<64>):
}
exec.segment @sum attributes {flops = 0.0, frames = [#exec.frame<name = "sum", memory_class = activation, read = true, written = true>]} {
^bb0(%s: !exec.buffer<64>):
}
// CHECK: exec.role
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "y" id 0 {bytes = 64, count = 2, memory_class = 5 : i32, offset = 0, slots = 1}
    exec.frames "sum" id 1 {bytes = 64, count = 1, memory_class = 5 : i32, offset = 64, slots = 1}
    exec.row @fwd "f" micro_batch 0 frames [0, 0, 0] bases [0] scalars []
    exec.row @twice "g" micro_batch 0 frames [0, 0, 0, 0, 0, 0] bases [0, 0] scalars []
    exec.row @sum "h" micro_batch 0 frames [1, 0, 0] bases [64] scalars []
    exec.row @fwd "f" micro_batch 1 frames [0, 1, 0] bases [0] scalars []
    exec.row @twice "g" micro_batch 1 frames [0, 1, 0, 0, 1, 0] bases [0, 0] scalars []
    exec.row @sum "h" micro_batch 1 frames [1, 0, 0] bases [64] scalars []
  }
}
