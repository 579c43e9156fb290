// RUN: %heddle-opt %S/Inputs/tiny.mlir --heddle-apply-plan="dp=2 tp=2 micro-batches=4" --heddle-resize-serving-batch | FileCheck %s

// Blocks of the loss keep their batch; those of logits have one sample per replica, and no micro-batches.
// CHECK: func.func private @prologue(%{{.*}}: tensor<8x4xi32
// CHECK: func.func private @prologue.logits(%{{.*}}: tensor<2x4xi32
// CHECK-SAME: attributes {dist.rules = {batch = #dist.mesh_axes<dp>}
// CHECK: graph.gather {{.*}} -> tensor<2x4x6xf32
// CHECK: func.func private @layers.logits
// CHECK-NOT: @epilogue.logits
// CHECK: func.func private @logits_epilogue.logits(
// CHECK: func.func @loss(%{{.*}}: tensor<8x4xi32
// CHECK: call @layers(
// CHECK: func.func @logits(%{{.*}}: tensor<2x4xi32, {{.*}} -> (tensor<2x12xf32
// CHECK-SAME: dist.rules = {batch = #dist.mesh_axes<dp>}
// CHECK: call @layers.logits({{.*}} {graph.instance = "layers.1"}
