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
