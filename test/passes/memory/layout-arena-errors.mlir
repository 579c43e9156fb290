// RUN: %heddle-opt %s --heddle-layout-arena --split-input-file --verify-diagnostics

exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{runs a segment that does not exist: gone}}
    exec.row @gone "f" micro_batch 0 frames [] scalars []
  }
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = false, written = true>]} {
^bb0(%x: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "x" id 0 {bytes = 64, count = 2, memory_class = 5 : i32}
    exec.row @s "f" micro_batch 0 frames [0, 1, 0] scalars []
    // expected-error@below {{binds a frame that does not exist: 0, instance 2}}
    exec.row @s "f" micro_batch 0 frames [0, 2, 0] scalars []
  }
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "w", memory_class = parameter, read = true, written = false>]} {
^bb0(%w: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64} {
  exec.frames "w" id 0 {bytes = 64, count = 1, memory_class = 1 : i32, pinned}
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.row @s "f" micro_batch 0 frames [0, 0, 0] scalars []
    // expected-error@below {{binds a frame that does not exist: 1, instance 0}}
    exec.row @s "f" micro_batch 0 frames [1, 0, 0] scalars []
  }
}
