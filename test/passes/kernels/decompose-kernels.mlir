// RUN: %heddle-opt %s --pass-pipeline='builtin.module(exec.kernel(heddle-decompose-kernels))' | FileCheck %s

!x = tensor<3x64xf32, #graph.axes<seq, embed>>
!e = tensor<64xf32, #graph.axes<embed>>
!s = tensor<3xf32, #graph.axes<seq>>

// The gradient of the shift is not asked for: no sum is made for it. 0.015625 = 1 / 64, the local size.
// CHECK-LABEL: exec.kernel @gradient
// CHECK-NOT:     graph.layer_norm_grad
// CHECK:         graph.reduce sum
// CHECK-NEXT:    graph.scale {{.*}} {factor = 1.562500e-02 : f64}
// CHECK-COUNT-2: graph.reduce sum
// CHECK-NOT:     graph.reduce sum
// CHECK:         exec.yield
exec.kernel @gradient attributes {rows = ["seq"], accumulate = array<i1: false, false>, in_place = array<i64: -1, -1>} {
^bb0(%x: !x, %g: !e, %m: !s, %r: !s, %dy: !x):
  %dx, %dg, %dh = graph.layer_norm_grad %x, %g, %m, %r, %dy {axis = "embed"} : (!x, !e, !s, !s, !x) -> (!x, !e, !e)
  exec.yield %dx, %dg : !x, !e
}

// CHECK-LABEL: exec.kernel @squares
// CHECK:         graph.cast {{.*}} -> tensor<3x64xf64
// CHECK:         graph.mul
// CHECK:         graph.reduce sum
exec.kernel @squares attributes {rows = ["seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !x):
  %s = graph.sum_squares %x : (!x) -> tensor<f64, #graph.axes<>>
  exec.yield %s : tensor<f64, #graph.axes<>>
}
