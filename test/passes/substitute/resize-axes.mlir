// RUN: %heddle-opt %s --heddle-resize-axes="axes=batch:4,seq:8,heads:2" --heddle-verify-substitute | FileCheck %s

// CHECK: module attributes {graph.train = {batch = 4 : i64, lr = 1.000000e-03 : f64, seq = 8 : i64}}
module attributes {graph.train = {batch = 512 : i64, lr = 1.0e-3, seq = 1024 : i64}} {
  // Variables, whose type is an attribute.
  // CHECK: graph.variable parameter @wq : tensor<16x2x5xf32, #graph.axes<embed, heads, head_dim>>
  graph.variable parameter @wq : tensor<16x12x5xf32, #graph.axes<embed, heads, head_dim>> {group = "layers", init = #graph.init<constant, 0.0>}

  // Signatures, arguments, results, calls.
  // CHECK: func.func private @layers(%{{.*}}: tensor<4x8x16xf32, #graph.axes<batch, seq, embed>>, %{{.*}}: tensor<16x2x5xf32,
  // CHECK-SAME: -> tensor<4x8x2x5xf32, #graph.axes<batch, seq, heads, head_dim>>
  func.func private @layers(%x: tensor<512x1024x16xf32, #graph.axes<batch, seq, embed>>, %w: tensor<16x12x5xf32, #graph.axes<embed, heads, head_dim>>)
      -> tensor<512x1024x12x5xf32, #graph.axes<batch, seq, heads, head_dim>> {
    // CHECK: graph.einsum {{.*}} -> tensor<4x8x2x5xf32, #graph.axes<batch, seq, heads, head_dim>>
    %y = graph.einsum %x, %w : (tensor<512x1024x16xf32, #graph.axes<batch, seq, embed>>, tensor<16x12x5xf32, #graph.axes<embed, heads, head_dim>>)
        -> tensor<512x1024x12x5xf32, #graph.axes<batch, seq, heads, head_dim>>
    return %y : tensor<512x1024x12x5xf32, #graph.axes<batch, seq, heads, head_dim>>
  }
  // CHECK: func.func @loss(%{{.*}}: tensor<4x8x16xf32
  func.func @loss(%x: tensor<512x1024x16xf32, #graph.axes<batch, seq, embed>>) attributes {graph.entry = "loss"} {
    // CHECK: graph.read @wq : tensor<16x2x5xf32
    %w = graph.read @wq : tensor<16x12x5xf32, #graph.axes<embed, heads, head_dim>>
    // CHECK: call @layers({{.*}}) : (tensor<4x8x16xf32
    %y = call @layers(%x, %w) : (tensor<512x1024x16xf32, #graph.axes<batch, seq, embed>>, tensor<16x12x5xf32, #graph.axes<embed, heads, head_dim>>)
        -> tensor<512x1024x12x5xf32, #graph.axes<batch, seq, heads, head_dim>>
    return
  }
}
