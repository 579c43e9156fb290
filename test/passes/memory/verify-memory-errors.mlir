// RUN: %heddle-opt %s --heddle-verify-memory --split-input-file --verify-diagnostics

// Micro-batch 1 is written over micro-batch 0 before its backward has read it.

exec.segment @fwd attributes {flops = 0.0, frames = [#exec.frame<name = "saved", memory_class = activation, read = false, written = true>]} {
^bb0(%s: !exec.buffer<64>):
}
exec.segment @bwd attributes {flops = 0.0, frames = [#exec.frame<name = "saved", memory_class = activation, read = true, written = false>]} {
^bb0(%s: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "saved" id 0 {bytes = 64, count = 2, memory_class = 5 : i32, offset = 0, slots = 1}
    exec.row @fwd "f" micro_batch 0 frames [0, 0, 0] bases [0] scalars []
    // expected-note@below {{written here}}
    exec.row @fwd "f" micro_batch 1 frames [0, 1, 0] bases [0] scalars []
    // expected-error@below {{reads saved[0] at 0..64, but saved[1] is there}}
    exec.row @bwd "b" micro_batch 0 frames [0, 0, 0] bases [0] scalars []
  }
}

// -----

// Another frame covers the last bytes of a parameter.

exec.segment @write attributes {flops = 0.0, frames = [#exec.frame<name = "y", memory_class = activation, read = false, written = true>]} {
^bb0(%s: !exec.buffer<64>):
}
exec.segment @read attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = parameter, read = true, written = false>]} {
^bb0(%s: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
  exec.frames "w" id 0 {bytes = 64, count = 1, memory_class = 1 : i32, pinned, offset = 0, slots = 1}
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "y" id 1 {bytes = 64, count = 1, memory_class = 5 : i32, offset = 32, slots = 1}
    // expected-note@below {{written here}}
    exec.row @write "f" micro_batch 0 frames [1, 0, 0] bases [32] scalars []
    // expected-error@below {{reads w[0] at 0..64, but y[0] is there}}
    exec.row @read "b" micro_batch 0 frames [0, 0, 0] bases [0] scalars []
  }
}

// -----

// Read before it is written.

exec.segment @bwd attributes {flops = 0.0, frames = [#exec.frame<name = "saved", memory_class = activation, read = true, written = false>]} {
^bb0(%s: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "saved" id 0 {bytes = 64, count = 1, memory_class = 5 : i32, offset = 0, slots = 1}
    // expected-error@below {{reads saved[0], which nothing has written before}}
    exec.row @bwd "b" micro_batch 0 frames [0, 0, 0] bases [0] scalars []
  }
}

// -----

// The temporaries reach into the result.

exec.segment @s attributes {flops = 0.0, frames = [
    #exec.frame<name = "y", memory_class = activation, read = false, written = true>,
    #exec.frame<name = "temporaries", memory_class = temporary, read = false, written = true>]} {
^bb0(%y: !exec.buffer<64>, %t: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "y" id 0 {bytes = 64, count = 1, memory_class = 5 : i32, offset = 0, slots = 1}
    // expected-error@below {{two of its frames overlap: y[0] at 0..64 and temporaries at 32..96}}
    exec.row @s "s" micro_batch 0 frames [0, 0, 0] bases [0, 32] scalars []
  }
}

// -----

// One frame as argument and as result: the segment does not know that they are one.

exec.segment @s attributes {flops = 0.0, frames = [
    #exec.frame<name = "x", memory_class = activation, read = true, written = false>,
    #exec.frame<name = "y", memory_class = activation, read = false, written = true>]} {
^bb0(%x: !exec.buffer<64>, %y: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.frames "w" id 0 {bytes = 64, count = 1, memory_class = 1 : i32, pinned, offset = 0, slots = 1}
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{two of its frames overlap: w[0] at 0..64 and w[0] at 0..64}}
    exec.row @s "s" micro_batch 0 frames [0, 0, 0, 0, 0, 0] bases [0, 0] scalars []
  }
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "y", memory_class = activation, read = false, written = true>]} {
^bb0(%y: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "y" id 0 {bytes = 64, count = 1, memory_class = 5 : i32, offset = 32, slots = 1}
    // expected-error@below {{uses bytes 32..96 of an arena of 64}}
    exec.row @s "s" micro_batch 0 frames [0, 0, 0] bases [32] scalars []
  }
}

// -----

// expected-error@below {{has no arena; run heddle-layout-arena}}
exec.role @stage0 attributes {stage = 0 : i64} {
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "w", memory_class = activation, read = true, written = false>]} {
^bb0(%w: !exec.buffer<4>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{has no place in the arena; run heddle-layout-arena}}
    exec.row @s "s" micro_batch 0 frames [0, 0, 0] scalars []
  }
}

// -----

exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{runs a segment that does not exist: gone}}
    exec.row @gone "f" micro_batch 0 frames [] scalars []
  }
}

// -----

// The segment has a frame that the row gives no place.

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = false, written = true>]} {
^bb0(%x: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{has no place in the arena; run heddle-layout-arena}}
    exec.row @s "f" micro_batch 0 frames [] scalars []
  }
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = false, written = true>]} {
^bb0(%x: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "x" id 0 {bytes = 64, count = 1, memory_class = 5 : i32, offset = 0, slots = 1}
    // expected-error@below {{binds a frame that does not exist: 0, instance 1}}
    exec.row @s "f" micro_batch 1 frames [0, 0, 1] bases [0] scalars []
  }
}

// -----

// Two pieces of state that nothing writes, in one place.

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "w", memory_class = parameter, read = true, written = false>]} {
^bb0(%w: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 64 : i64} {
  exec.frames "v" id 0 {bytes = 64, count = 1, memory_class = 1 : i32, pinned, offset = 0, slots = 1}
  exec.frames "w" id 1 {bytes = 64, count = 1, memory_class = 1 : i32, pinned, offset = 0, slots = 1}
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-note@below {{read here}}
    exec.row @s "f" micro_batch 0 frames [0, 0, 0] bases [0] scalars []
    // expected-error@below {{reads w[0] at 0..64, but v[0] is there}}
    exec.row @s "g" micro_batch 0 frames [1, 0, 0] bases [0] scalars []
  }
}
