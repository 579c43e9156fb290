// RUN: %heddle-opt %s --split-input-file --verify-diagnostics -o /dev/null

// expected-error@below {{body must end in exec.yield}}
exec.kernel @k attributes {accumulate = array<i1>, in_place = array<i64>, rows = []} {
^bb0(%x: tensor<2xf32, #graph.axes<a>>):
  %y = graph.exp %x : (tensor<2xf32, #graph.axes<a>>) -> tensor<2xf32, #graph.axes<a>>
}

// -----

// expected-error@below {{has 1 results, but accumulate and in_place list 0 and 1}}
exec.kernel @k attributes {accumulate = array<i1>, in_place = array<i64: -1>, rows = []} {
^bb0(%x: tensor<2xf32, #graph.axes<a>>):
  exec.yield %x : tensor<2xf32, #graph.axes<a>>
}

// -----

// expected-error@below {{describes 1 frames but has 0 arguments}}
exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = true, written = false>]} {
}

// -----

// expected-error@below {{argument 0 must be a buffer, since it is a frame}}
exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = true, written = false>]} {
^bb0(%x: index):
}

// -----

// expected-error@below {{argument 0 must be an index, since it is a scalar}}
exec.segment @s attributes {flops = 0.0, frames = []} {
^bb0(%x: !exec.buffer<64>):
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = true, written = false>]} {
^bb0(%x: !exec.buffer<64>):
  // expected-error@below {{reaches byte 72 of a buffer of 64}}
  %v = exec.view %x[40] : !exec.buffer<64> -> !exec.buffer<32>
}

// -----

exec.kernel @k attributes {accumulate = array<i1: true>, in_place = array<i64: -1>, rows = []} {
^bb0(%x: tensor<2xf32, #graph.axes<a>>):
  exec.yield %x : tensor<2xf32, #graph.axes<a>>
}
exec.segment @s attributes {flops = 0.0, frames = []} {
  %t = exec.temporary : !exec.buffer<8>
  // expected-error@below {{passes 2 buffers and 0 scalars to a kernel of 2 and 1}}
  exec.launch @k(%t, %t) scalars() : !exec.buffer<8>, !exec.buffer<8>
}

// -----

exec.segment @s attributes {flops = 0.0, frames = []} {
  %t = exec.temporary : !exec.buffer<8>
  // expected-error@below {{takes 6 buffers, got 1}}
  exec.attention %t {type = f32, batch = 1, seq = 1, heads = 1, kv_heads = 1, head_dim = 2} : !exec.buffer<8>
}

// -----

exec.segment @s attributes {flops = 0.0, frames = []} {
  %t = exec.temporary : !exec.buffer<8>
  // expected-error@below {{takes 10 buffers, got 1}}
  exec.attention %t {backward, type = f32, batch = 1, seq = 1, heads = 1, kv_heads = 1, head_dim = 2} : !exec.buffer<8>
}

// -----

exec.segment @s attributes {flops = 0.0, frames = []} {
  %t = exec.temporary : !exec.buffer<8>
  // expected-error@below {{needs one stage and one value id per message}}
  exec.exchange sends(%t : !exec.buffer<8>) receives() {send_stages = array<i64: 1>, receive_stages = array<i64>, send_values = array<i64>, receive_values = array<i64>}
}

// -----

exec.segment @s attributes {flops = 0.0, frames = []} {
  %t = exec.temporary : !exec.buffer<8>
  // expected-error@below {{runs @nothing, which is not an exec.kernel}}
  exec.launch @nothing(%t) scalars() : !exec.buffer<8>
}

// -----

// expected-error@below {{in_place names input 1, which is no tensor of the 1 arguments}}
exec.kernel @k attributes {accumulate = array<i1: false>, in_place = array<i64: 1>, rows = []} {
^bb0(%x: tensor<2xf32, #graph.axes<a>>):
  exec.yield %x : tensor<2xf32, #graph.axes<a>>
}

// -----

// expected-error@below {{results are tensors, not 'i64'}}
exec.kernel @k attributes {accumulate = array<i1: false>, in_place = array<i64: -1>, rows = []} {
^bb0(%x: i64):
  exec.yield %x : i64
}

// -----

// expected-error@below {{frames must be a list of #exec.frame<..>}}
exec.segment @s attributes {flops = 0.0, frames = [1]} {
^bb0(%x: !exec.buffer<64>):
}

// -----

exec.segment @s attributes {flops = 0.0, frames = [#exec.frame<name = "x", memory_class = activation, read = true, written = false>]} {
^bb0(%x: !exec.buffer<64>):
  // expected-error@below {{runs over devices, so not over mb}}
  exec.collective all_reduce %x over #dist.mesh_axes<mb> {type = f32, count = 16, reduction = 1 : i32, stages = array<i64>} : !exec.buffer<64>
}

// -----

exec.segment @s attributes {flops = 0.0, frames = []} {
  // expected-error@below {{a rank has no coordinate along mb: micro-batches are an axis in time}}
  %s = exec.scalar {constant = 0 : i64, terms = [#exec.term<mb * 4>]} : index
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  // expected-error@below {{has -1 instances; at most 16777216 are supported}}
  exec.frames "x" id 0 {bytes = 64, count = -1, memory_class = 5 : i32}
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  // expected-error@below {{needs a size, and an offset and slots or none of both}}
  exec.frames "x" id 0 {bytes = 64, count = 1, memory_class = 5 : i32, offset = 0 : i64}
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  // expected-error@below {{needs one offset per member, and members that are names of variables}}
  exec.bucket "w" {elements = 1 : i64, frames = 0 : i64, members = [@w], memory_class = 1 : i32, offsets = array<i64>, storage = 1 : i32, suffix = "", type = f32}
}

// -----

// expected-error@below {{exec.kernel_library must be a string, not 3 : i64}}
module attributes {exec.kernel_library = 3} {
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  // expected-error@below {{has the id -1; ids lie between 0 and 16777216}}
  exec.frames "x" id -1 {bytes = 64, count = 1, memory_class = 5 : i32}
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.row @s "f" micro_batch 0 frames [] scalars []
    // expected-error@below {{has no place here: exec.table holds exec.frames, then exec.port, then exec.row}}
    exec.frames "x" id 0 {bytes = 64, count = 1, memory_class = 5 : i32}
  }
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{needs triples of a frame, an instance and a step}}
    exec.row @s "f" micro_batch 0 frames [0, 0] scalars []
  }
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{binds the instance 0 + 2 * micro-batch of a frame; the step is 0 or 1}}
    exec.row @s "f" micro_batch 0 frames [0, 0, 2] scalars []
  }
}

// -----

exec.role @stage0 attributes {stage = 0 : i64} {
  exec.table "train" attributes {global_batch = 8 : i64} {
    // expected-error@below {{has the micro-batch -1}}
    exec.row @s "f" micro_batch -1 frames [] scalars []
  }
}
