// RUN: not %heddle-opt %s --split-input-file --heddle-resize-axes=axes=embed:4 2>&1 | FileCheck %s
// RUN: not %heddle-opt %s --split-input-file --heddle-resize-axes=axes=embed 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not %heddle-opt %s --split-input-file --heddle-resize-axes=axes=embed:0 2>&1 | FileCheck %s --check-prefix=FORM

// CHECK: error: the model has no axis 'embed'; its axes are batch, hidden
// FORM: error: axes takes axis:size with a size of at least 1, got 'embed
func.func @f(%x: tensor<2x8xf32, #graph.axes<batch, hidden>>) {
  return
}

// -----

// CHECK: [[@LINE+1]]:1: error: the axis 'embed' has the size 16 here and 8 elsewhere; sizes can be substituted only where each axis has one
func.func @f(%x: tensor<8xf32, #graph.axes<embed>>, %y: tensor<16xf32, #graph.axes<embed>>) {
  return
}

// -----

// Two names of one size: the op says so.
func.func @f(%x: tensor<8xf32, #graph.axes<embed>>) -> tensor<8xf32, #graph.axes<other>> {
  // CHECK: [[@LINE+1]]:8: error: 'graph.rename' op
  %y = graph.rename %x : (tensor<8xf32, #graph.axes<embed>>) -> tensor<8xf32, #graph.axes<other>>
  return %y : tensor<8xf32, #graph.axes<other>>
}
