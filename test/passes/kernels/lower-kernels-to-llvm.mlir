// RUN: %heddle-opt %s --pass-pipeline='builtin.module(exec.kernel(heddle-decompose-kernels),heddle-lower-kernels-to-linalg,func.func(heddle-vectorize-kernels),heddle-lower-kernels-to-llvm)' | FileCheck %s

// The entry takes its arguments from an array and calls the body, whose result does not alias its input.
// CHECK-LABEL: llvm.func @scale(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr)
// CHECK:         %[[X:.*]] = llvm.load
// CHECK:         %[[Y:.*]] = llvm.load
// CHECK:         llvm.call @scale.body(%[[X]], %[[Y]])
// CHECK-LABEL: llvm.func internal @scale.body(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr {llvm.noalias})
// CHECK:         llvm.fmul
// CHECK-NOT:     memref
// CHECK-NOT:     linalg
exec.kernel @scale attributes {accumulate = array<i1: false>, in_place = array<i64: -1>, rows = ["batch"]} {
^bb0(%x: tensor<2x64xf32, #graph.axes<batch, embed>>):
  %0 = graph.scale %x {factor = 2.0 : f64} : (tensor<2x64xf32, #graph.axes<batch, embed>>) -> tensor<2x64xf32, #graph.axes<batch, embed>>
  exec.yield %0 : tensor<2x64xf32, #graph.axes<batch, embed>>
}
