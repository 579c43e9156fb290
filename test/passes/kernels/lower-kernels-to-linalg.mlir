// RUN: %heddle-opt %s --pass-pipeline='builtin.module(exec.kernel(heddle-decompose-kernels),heddle-lower-kernels-to-linalg)' | FileCheck %s

!x = tensor<2x3x320xf32, #graph.axes<batch, seq, embed>>
!e = tensor<320xf32, #graph.axes<embed>>
!s = tensor<2x3xf32, #graph.axes<batch, seq>>

// A norm is three phases within the row: sum, sum of squares, result. The centred row waits on the stack between the last two.
// CHECK-LABEL: func.func @norm
// CHECK-SAME:    memref<2x3x320xf32>, %{{.*}}: memref<320xf32>, %{{.*}}: memref<2x3x320xf32> {llvm.noalias}
// CHECK-DAG:     memref.alloca() {alignment = 64 : i64} : memref<320xf32>
// CHECK:         scf.for
// CHECK:           scf.for
// CHECK:             linalg.generic {{.*}}iterator_types = ["reduction"]
// CHECK:             linalg.generic {{.*}}iterator_types = ["reduction"]
// CHECK:             linalg.generic {{.*}}iterator_types = ["parallel"]
// CHECK-NOT:         linalg.generic {{.*}}iterator_types = ["parallel"]
exec.kernel @norm attributes {rows = ["batch", "seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !x, %g: !e):
  %y, %mean, %rstd = graph.layer_norm %x, %g, %g {axis = "embed", eps = 1.0e-5 : f64} : (!x, !e, !e) -> (!x, !s, !s)
  exec.yield %y : !x
}

// A sum over rows starts from zeros unless the launch accumulates.
// CHECK-LABEL: func.func @bias_gradient
// CHECK-SAME:    %[[FLAG:[a-z0-9]+]]: index)
// CHECK:         arith.cmpi ne, %[[FLAG]]
// CHECK:         scf.if
// CHECK:           linalg.generic
// CHECK:         scf.for
// CHECK:           linalg.generic
// CHECK:             arith.addf
exec.kernel @bias_gradient attributes {rows = ["batch", "seq"], accumulate = array<i1: true>, in_place = array<i64: -1>} {
^bb0(%x: !x):
  %s = graph.reduce sum %x : (!x) -> !e
  exec.yield %s : !e
}

// No value has a column besides the rows: the last row becomes the columns.
// CHECK-LABEL: func.func @flat
// CHECK-NOT:     scf.for
// CHECK:         linalg.generic
exec.kernel @flat attributes {rows = ["flat"], accumulate = array<i1: false>, in_place = array<i64: 0>} {
^bb0(%x: tensor<100xf32, #graph.axes<flat>>):
  %y = graph.neg %x : (tensor<100xf32, #graph.axes<flat>>) -> tensor<100xf32, #graph.axes<flat>>
  exec.yield %y : tensor<100xf32, #graph.axes<flat>>
}
