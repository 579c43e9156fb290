// What is printed parses to the same module.
// RUN: %heddle-opt %s | FileCheck %s
// RUN: %heddle-opt %s --mlir-print-op-generic | %heddle-opt | FileCheck %s

// CHECK: graph.variable parameter @wte : tensor<16x8xf32, #graph.axes<vocab, embed>> {decay, group = "prologue", init = #graph.init<normal, 0.000000e+00, 2.000000e-02>}
graph.variable parameter @wte : tensor<16x8xf32, #graph.axes<vocab, embed>> {decay, group = "prologue", init = #graph.init<normal, 0.0, 0.02>}
// CHECK: graph.variable parameter @scale : {{.*}} init = #graph.init<constant, 1.000000e+00>
graph.variable parameter @scale : tensor<8xf32, #graph.axes<embed>> {group = "prologue", init = #graph.init<constant, 1.0>}
// CHECK: graph.variable moment @m : {{.*}} init = #graph.init<uniform, -1.500000e+00, 5.000000e-01>
graph.variable moment @m : tensor<8xf32, #graph.axes<embed>> {group = "prologue", init = #graph.init<uniform, -1.5, 0.5>}
// CHECK: graph.variable counter @step : tensor<f64, #graph.axes<>>
graph.variable counter @step : tensor<f64, #graph.axes<>> {group = "step", init = #graph.init<constant, 0.0>}

// CHECK-LABEL: func.func @state
func.func @state() attributes {graph.entry = "train"} {
  // CHECK: graph.read @scale : tensor<8xf32, #graph.axes<embed>>
  %s = graph.read @scale : tensor<8xf32, #graph.axes<embed>>
  // CHECK: graph.gradient @scale, %{{.*}} : tensor<8xf32, #graph.axes<embed>>
  graph.gradient @scale, %s : tensor<8xf32, #graph.axes<embed>>
  // CHECK: graph.write @m, %{{.*}} : tensor<8xf32, #graph.axes<embed>>
  graph.write @m, %s : tensor<8xf32, #graph.axes<embed>>
  return
}

// CHECK-LABEL: func.func private @quoted
// CHECK-SAME: #graph.axes<"two words", seq>
func.func private @quoted(tensor<2x3xf32, #graph.axes<"two words", seq>>)

// CHECK-LABEL: func.func private @ops
func.func private @ops(
    %table: tensor<16x8xf32, #graph.axes<vocab, embed>>, %tokens: tensor<2x4xi32, #graph.axes<batch, seq>>,
    %w: tensor<8x12xf32, #graph.axes<embed, hidden>>, %scale: tensor<8xf32, #graph.axes<embed>>, %s: tensor<f32>) {
  // CHECK: graph.gather %{{.*}}, %{{.*}} {axis = "vocab"}
  %x = graph.gather %table, %tokens {axis = "vocab"} : (tensor<16x8xf32, #graph.axes<vocab, embed>>, tensor<2x4xi32, #graph.axes<batch, seq>>) -> tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>
  // CHECK: graph.einsum
  %h = graph.einsum %x, %w : (tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>, tensor<8x12xf32, #graph.axes<embed, hidden>>) -> tensor<2x4x12xf32, #graph.axes<batch, seq, hidden>>
  // CHECK: graph.gelu
  %a = graph.gelu %h : (tensor<2x4x12xf32, #graph.axes<batch, seq, hidden>>) -> tensor<2x4x12xf32, #graph.axes<batch, seq, hidden>>
  // CHECK: graph.rms_norm %{{.*}}, %{{.*}} {axis = "embed", eps = 1.000000e-05 : f64}
  %n, %rstd = graph.rms_norm %x, %scale {axis = "embed", eps = 1.0e-5 : f64} : (tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>, tensor<8xf32, #graph.axes<embed>>) -> (tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>, tensor<2x4xf32, #graph.axes<batch, seq>>)
  // A vector is added to each row by name; a rank-0 tensor needs no encoding.
  // CHECK: graph.add
  %b = graph.add %n, %scale : (tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>, tensor<8xf32, #graph.axes<embed>>) -> tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>
  // CHECK: graph.mul
  %c = graph.mul %b, %s : (tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>, tensor<f32>) -> tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>
  // CHECK: graph.reduce sum %{{.*}} : ({{.*}}) -> tensor<8xf32, #graph.axes<embed>>
  %r = graph.reduce sum %c : (tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>) -> tensor<8xf32, #graph.axes<embed>>
  // CHECK: graph.reduce max
  %m = graph.reduce max %c : (tensor<2x4x8xf32, #graph.axes<batch, seq, embed>>) -> tensor<2x4xf32, #graph.axes<batch, seq>>
  // CHECK: graph.constant {value = 1.000000e+00 : f64} : () -> tensor<f32, #graph.axes<>>
  %one = graph.constant {value = 1.0 : f64} : () -> tensor<f32, #graph.axes<>>
  return
}

// The table of a gather may be longer than the indices that are taken from it under the same axis name, and the local
// form on a device takes the offset of its part.
// CHECK-LABEL: func.func private @positions
func.func private @positions(%table: tensor<64x8xf32, #graph.axes<seq, embed>>, %p: tensor<4xi32, #graph.axes<seq>>, %offset: index) {
  // CHECK: graph.gather %{{.*}}, %{{.*}}, %{{.*}} {axis = "seq"}
  %x = graph.gather %table, %p, %offset {axis = "seq"} : (tensor<64x8xf32, #graph.axes<seq, embed>>, tensor<4xi32, #graph.axes<seq>>, index) -> tensor<4x8xf32, #graph.axes<seq, embed>>
  return
}

// CHECK-LABEL: func.func private @attention
func.func private @attention(%q: tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>, %documents: tensor<2x4xi32, #graph.axes<batch, seq>>, %k: tensor<2x4x2x8xf32, #graph.axes<batch, seq, kv_heads, head_dim>>) {
  // CHECK: graph.rope %{{.*}} {axis = "head_dim", seq_axis = "seq", theta = 1.000000e+04 : f64}
  %r = graph.rope %q {axis = "head_dim", seq_axis = "seq", theta = 10000.0 : f64} : (tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>) -> tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>
  // CHECK: graph.attention %{{.*}}, %{{.*}}, %{{.*}} {causal}
  %y, %lse = graph.attention %r, %k, %k {causal} : (tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>, tensor<2x4x2x8xf32, #graph.axes<batch, seq, kv_heads, head_dim>>, tensor<2x4x2x8xf32, #graph.axes<batch, seq, kv_heads, head_dim>>) -> (tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>, tensor<2x6x4xf32, #graph.axes<batch, heads, seq>>)
  // CHECK: graph.attention %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} {causal} : ({{.*}}, tensor<2x4xi32, #graph.axes<batch, seq>>)
  %y2, %lse2 = graph.attention %r, %k, %k, %documents {causal} : (tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>, tensor<2x4x2x8xf32, #graph.axes<batch, seq, kv_heads, head_dim>>, tensor<2x4x2x8xf32, #graph.axes<batch, seq, kv_heads, head_dim>>, tensor<2x4xi32, #graph.axes<batch, seq>>) -> (tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>, tensor<2x6x4xf32, #graph.axes<batch, heads, seq>>)
  return
}
