// RUN: %heddle-opt %s --pass-pipeline='builtin.module(heddle-lower-kernels-to-linalg,func.func(heddle-vectorize-kernels))' | FileCheck %s

!x = tensor<69xf32, #graph.axes<embed>>
!d = tensor<69xf64, #graph.axes<embed>>

// Two vectors of 32 in a loop, then one of 5; exp is a polynomial.
// CHECK-LABEL: func.func @exp
// CHECK:         scf.for
// CHECK:           vector.load {{.*}} vector<32xf32>
// CHECK-NOT:       math.exp
// CHECK:         vector.load {{.*}} vector<5xf32>
exec.kernel @exp attributes {rows = [], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !x):
  %y = graph.exp %x : (!x) -> !x
  exec.yield %y : !x
}

// A sum keeps 32 partial sums.
// CHECK-LABEL: func.func @sum
// CHECK:         scf.for {{.*}} iter_args(%{{.*}} = %{{.*}}) -> (vector<32xf32>)
// CHECK:         vector.reduction <add>
exec.kernel @sum attributes {rows = [], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !x):
  %y = graph.reduce sum %x : (!x) -> tensor<f32, #graph.axes<>>
  exec.yield %y : tensor<f32, #graph.axes<>>
}

// f64 has no polynomials: one element at a time.
// CHECK-LABEL: func.func @exp64
// CHECK:         scf.for
// CHECK-NOT:       vector.load
// CHECK:           math.exp {{.*}} : f64
exec.kernel @exp64 attributes {rows = [], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !d):
  %y = graph.exp %x : (!d) -> !d
  exec.yield %y : !d
}
