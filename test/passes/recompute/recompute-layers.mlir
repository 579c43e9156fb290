// DEFINE: %{step} = %heddle-opt %S/../partition/Inputs/tiny.mlir --heddle-autodiff --heddle-build-optimizer --heddle-build-init --heddle-rename-loss-entry
// DEFINE: %{partition} = --heddle-decompose-cross-entropy --heddle-resize-serving-batch --heddle-distribute --heddle-bucket-parameters
// RUN: %{step} --heddle-apply-plan="dp=2 tp=2 micro-batches=2 recompute=layer" %{partition} --heddle-recompute-layers --heddle-verify-recompute | FileCheck %s
// RUN: %{step} --heddle-apply-plan="dp=2 tp=2 micro-batches=2" %{partition} --heddle-recompute-layers --heddle-verify-recompute | FileCheck %s --check-prefix=NONE

// The forward returns its output only.
// CHECK-LABEL: func.func private @layers.fwd
// CHECK-SAME: -> tensor<8x4x6xf32, #dist.layout<[batch @dp @mb, seq, embed]>> attributes
// NONE-LABEL: func.func private @layers.fwd
// NONE-SAME: -> (tensor<8x4x6xf32

// The backward starts with what it needs of the forward: not the last product and its all-reduce.
// CHECK-LABEL: func.func private @layers.bwd
// CHECK-SAME: (%[[X:[a-z0-9]+]]: tensor<8x4x6xf32
// CHECK: graph.rms_norm %[[X]]
// CHECK: graph.einsum
// CHECK: graph.gelu
// CHECK-NOT: dist.all_reduce
// CHECK: graph.gelu_grad
// CHECK: return
// NONE-LABEL: func.func private @layers.bwd
// NONE-NOT: graph.rms_norm %
// NONE: graph.gelu_grad

// Blocks that are not repeated keep what they kept.
// CHECK-LABEL: func.func private @epilogue.fwd
// CHECK-SAME: -> (tensor<f32

// CHECK-LABEL: func.func @train
// CHECK: %[[X0:.*]] = call @prologue.fwd
// CHECK: %[[X1:.*]] = call @layers.fwd(%[[X0]]
// CHECK: %[[X2:.*]] = call @layers.fwd(%[[X1]]
// CHECK: call @layers.bwd(%[[X1]], {{.*}} {graph.instance = "layers.1"}
// CHECK: call @layers.bwd(%[[X0]], {{.*}} {graph.instance = "layers.0"}

// A value that the first layer takes twice, as its input and as what all layers read: arguments correspond as they do in
// every call, so that the second layer does not take the first one's input for its own.
// RUN: %heddle-opt %S/Inputs/skip.mlir --heddle-recompute-layers --heddle-verify-recompute | FileCheck %s --check-prefix=SKIP
// SKIP-LABEL: func.func private @layers.bwd
// SKIP-SAME: (%[[X:[a-z0-9]+]]: tensor<8x6xf32{{.*}}, %[[S:[a-z0-9]+]]: tensor<8x6xf32{{.*}}, %[[G:[a-z0-9]+]]: tensor<8x6xf32
// SKIP: graph.add %[[X]], %[[S]]
// SKIP-LABEL: func.func @train
// SKIP: %[[X1:.*]] = call @layers.fwd(%[[X0:.*]], %[[X0]])
// SKIP: call @layers.bwd(%[[X1]], %[[X0]]
// SKIP: call @layers.bwd(%[[X0]], %[[X0]]
