// RUN: %heddle-opt %s --heddle-set-precision=type=f64 | FileCheck %s
// RUN: %heddle-opt %s --heddle-set-precision=type=f32 | FileCheck %s --check-prefix=SAME
// RUN: not %heddle-opt %s --heddle-set-precision=type=bf16 2>&1 | FileCheck %s --check-prefix=ERROR
// ERROR: error: there is no precision 'bf16' to set; f32 and f64 are supported

// CHECK: graph.variable parameter @w : tensor<8xf64, #graph.axes<embed>>
// SAME: graph.variable parameter @w : tensor<8xf32, #graph.axes<embed>>
graph.variable parameter @w : tensor<8xf32, #graph.axes<embed>> {group = "prologue", init = #graph.init<constant, 0.0>}

// CHECK: func.func @f(%{{.*}}: tensor<8xf64, #graph.axes<embed>>, %{{.*}}: tensor<8xi32, #graph.axes<embed>>) -> tensor<8xf64, #graph.axes<embed>>
func.func @f(%x: tensor<8xf32, #graph.axes<embed>>, %i: tensor<8xi32, #graph.axes<embed>>) -> tensor<8xf64, #graph.axes<embed>> {
  // A cast stays, as a copy.
  // CHECK: graph.cast {{.*}} : (tensor<8xf64, #graph.axes<embed>>) -> tensor<8xf64, #graph.axes<embed>>
  // SAME: graph.cast {{.*}} : (tensor<8xf32, #graph.axes<embed>>) -> tensor<8xf64, #graph.axes<embed>>
  %y = graph.cast %x : (tensor<8xf32, #graph.axes<embed>>) -> tensor<8xf64, #graph.axes<embed>>
  return %y : tensor<8xf64, #graph.axes<embed>>
}
