// RUN: %heddle-opt %s --heddle-verify-emit --split-input-file --verify-diagnostics

// What the runtime's validator says is an error of the compiler.

// expected-error@below {{the runtime would refuse the program: the program has kernels but no object code}}
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.kernel @k0 attributes {accumulate = array<i1: false>, in_place = array<i64: -1>, rows = []} {
  ^bb0(%x: tensor<2xf32, #graph.axes<a>>):
    exec.yield %x : tensor<2xf32, #graph.axes<a>>
  }
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
  }
}

// -----

// expected-error@below {{the runtime would refuse the program: the mesh has 2 stages, the program 1 roles}}
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "w", memory_class = activation, read = true, written = false>]} {
  ^bb0(%w: !exec.buffer<4>):
  }
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
    exec.table "init" attributes {global_batch = 0 : i64} {
      // expected-error@below {{has no place in the arena; run the memory stage first}}
      exec.row @s "f" micro_batch 0 frames [0, 0, 0] scalars []
    }
  }
}

// -----

// expected-error@below {{has no mesh (dist.mesh); run the stages up to plan first}}
module {
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.segment @s attributes {flops = 0.0, frames = []} {
    // expected-error@below {{has no place in the arena; run the memory stage first}}
    %t = exec.temporary : <4>
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.segment @s attributes {flops = 0.0, frames = []} {
    // expected-error@below {{is no instruction; a segment holds ops of the exec dialect}}
    %c = arith.constant 1 : index
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // expected-error@below {{has no place in the arena; run the memory stage first}}
  exec.role @stage0 attributes {stage = 0 : i64} {
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
    // expected-error@below {{has no place in the arena; run the memory stage first}}
    exec.frames "w" id 0 {bytes = 4 : i64, count = 1 : i64, memory_class = 1 : i32}
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
    exec.frames "w" id 0 {bytes = 4 : i64, count = 1 : i64, memory_class = 1 : i32, offset = 0 : i64, slots = 1 : i64}
    // expected-error@below {{has the id 0 of other frames}}
    exec.frames "v" id 0 {bytes = 4 : i64, count = 1 : i64, memory_class = 1 : i32, offset = 64 : i64, slots = 1 : i64}
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
    // expected-error@below {{lies in frames that do not exist: 3}}
    exec.bucket "w" {elements = 1 : i64, frames = 3 : i64, members = [], memory_class = 1 : i32, offsets = array<i64>, storage = 1 : i32, suffix = "", type = f32}
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
    exec.frames "w" id 0 {bytes = 4 : i64, count = 1 : i64, memory_class = 1 : i32, offset = 0 : i64, slots = 1 : i64}
    // expected-error@below {{has the member @w, which is no graph.variable}}
    exec.bucket "w" {elements = 1 : i64, frames = 0 : i64, members = [@w], memory_class = 1 : i32, offsets = array<i64: 0>, storage = 1 : i32, suffix = "", type = f32}
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
    exec.table "train" attributes {global_batch = 4 : i64} {
      exec.frames "x" id 0 {bytes = 4 : i64, count = 2 : i64, memory_class = 7 : i32, offset = 0 : i64, slots = 2 : i64}
      // expected-error@below {{takes the instances 1 to 2 of frames 0, which do not exist}}
      exec.port "x" {frames = 0 : i64, instance = 1 : i64, micro_batches = 2 : i64, shape = array<i64: 1>, type = f32}
    }
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
    exec.table "train" attributes {global_batch = 4 : i64} {
      // expected-error@below {{runs a segment that does not exist: s}}
      exec.row @s "f" micro_batch 0 frames [] scalars []
    }
  }
}
