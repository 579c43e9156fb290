// RUN: %heddle-opt %s --heddle-verify-schedule --split-input-file --verify-diagnostics

// expected-error@below {{is left after scheduling}}
func.func private @block()

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{runs a segment that does not exist: nothing}}
    exec.row @nothing "f" micro_batch 0 frames [] scalars []
  }
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = true, written = false>]} {
^bb0(%x: !exec.buffer<64>, %flag: index):
}
exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{binds 0 frames, the segment has 1}}
    exec.row @s "f" micro_batch 0 frames [] scalars [0]
  }
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = true, written = false>]} {
^bb0(%x: !exec.buffer<64>, %flag: index):
}
exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "x" id 0 {bytes = 64, count = 2, memory_class = 5 : i32}
    // expected-error@below {{gives 0 scalars to a segment of 1}}
    exec.row @s "f" micro_batch 0 frames [0, 0, 0] scalars []
  }
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = true, written = false>]} {
^bb0(%x: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "x" id 0 {bytes = 64, count = 2, memory_class = 5 : i32}
    // expected-error@below {{binds a frame that does not exist: 0, instance 2}}
    exec.row @s "f" micro_batch 2 frames [0, 2, 0] scalars []
  }
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = true, written = false>]} {
^bb0(%x: !exec.buffer<64>):
}
exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "x" id 0 {bytes = 60, count = 1, memory_class = 5 : i32}
    // expected-error@below {{binds x of 60 bytes to a frame of 64}}
    exec.row @s "f" micro_batch 0 frames [0, 0, 0] scalars []
  }
}

// -----

// Collectives of different groups, which two stages share in different orders.

// expected-error@below {{entry train: stages 0 and 1 issue the collectives that they share in different orders}}
module {
  exec.segment @pair attributes {flops = 0.0, frames = []} {
    %t = exec.temporary : !exec.buffer<64>
    exec.collective all_reduce %t over #dist.mesh_axes<pp> {type = f32, count = 16, reduction = 0 : i32, stages = array<i64: 0, 1>} : !exec.buffer<64>
  }
  exec.segment @all attributes {flops = 0.0, frames = []} {
    %t = exec.temporary : !exec.buffer<64>
    exec.collective all_reduce %t over #dist.mesh_axes<pp> {type = f32, count = 16, reduction = 0 : i32, stages = array<i64: 0, 1, 2>} : !exec.buffer<64>
  }
  exec.role @stage0 attributes {stage = 0 : i64} {
    exec.table "train" attributes {global_batch = 8 : i64} {
      exec.row @pair "f" micro_batch 0 frames [] scalars []
      exec.row @all "f" micro_batch 0 frames [] scalars []
    }
  }
  exec.role @stage1 attributes {stage = 1 : i64} {
    exec.table "train" attributes {global_batch = 8 : i64} {
      exec.row @all "f" micro_batch 0 frames [] scalars []
      exec.row @pair "f" micro_batch 0 frames [] scalars []
    }
  }
  exec.role @stage2 attributes {stage = 2 : i64} {
    exec.table "train" attributes {global_batch = 8 : i64} {
      exec.row @all "f" micro_batch 0 frames [] scalars []
    }
  }
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  exec.frames "x" id 0 {bytes = 64, count = 1, memory_class = 5 : i32}
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{has the id 0 of other frames}}
    exec.frames "y" id 0 {bytes = 64, count = 1, memory_class = 5 : i32}
  }
}
