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
      exec.row @s "f" micro_batch 0 frames [0, 0] scalars []
    }
  }
}
