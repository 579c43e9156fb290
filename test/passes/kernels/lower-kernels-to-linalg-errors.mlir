// RUN: %heddle-opt %s --heddle-lower-kernels-to-linalg=max-scratch-bytes=64 -split-input-file -verify-diagnostics

!x = tensor<4x300xf32, #graph.axes<seq, embed>>

exec.kernel @row_sum attributes {rows = ["seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !x):
  %s = graph.reduce sum %x : (!x) -> tensor<300xf32, #graph.axes<embed>>
  // expected-error @below {{uses, row by row, a sum over rows of the same kernel; give it a kernel of its own}}
  %y = graph.add %x, %s : (!x, tensor<300xf32, #graph.axes<embed>>) -> !x
  exec.yield %y : !x
}

// -----

!q = tensor<4x2x2x2xf32, #graph.axes<batch, seq, heads, head_dim>>

exec.kernel @attention attributes {rows = ["batch"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%q: !q):
  // expected-error @below {{has no kernel; a kernel holds elementwise ops, reductions, norms}}
  %y, %lse = graph.attention %q, %q, %q : (!q, !q, !q) -> (!q, tensor<4x2x2xf32, #graph.axes<batch, heads, seq>>)
  exec.yield %y : !q
}

// -----

!x = tensor<4x256xf32, #graph.axes<seq, embed>>

// expected-error @below {{needs 1032 bytes of scratch per row, more than 64; give it more rows or fewer ops}}
exec.kernel @scratch attributes {rows = ["seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !x):
  %e = graph.exp %x : (!x) -> !x
  %s = graph.reduce sum %e : (!x) -> tensor<4xf32, #graph.axes<seq>>
  %y = graph.div %e, %s : (!x, tensor<4xf32, #graph.axes<seq>>) -> !x
  %z = graph.reduce max %y : (!x) -> tensor<4xf32, #graph.axes<seq>>
  exec.yield %z : tensor<4xf32, #graph.axes<seq>>
}

// -----

!x = tensor<4x300xf32, #graph.axes<seq, embed>>

// expected-error @below {{cannot overwrite input 0}}
exec.kernel @in_place attributes {rows = ["seq"], accumulate = array<i1: false>, in_place = array<i64: 0>} {
^bb0(%x: tensor<300xf32, #graph.axes<embed>>):
  %y = graph.broadcast %x : (tensor<300xf32, #graph.axes<embed>>) -> !x
  exec.yield %y : !x
}
