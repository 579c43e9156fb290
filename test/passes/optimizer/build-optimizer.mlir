// RUN: %heddle-opt %s --heddle-build-optimizer | FileCheck %s

!w = tensor<4x2xf32, #graph.axes<embed, hidden>>
!b = tensor<2xf32, #graph.axes<hidden>>
!e = tensor<8x4xf32, #graph.axes<vocab, embed>>
!s = tensor<f64, #graph.axes<>>

module attributes {graph.train = {lr = 1.0e-3, min_lr = 1.0e-4, warmup = 10, steps = 100, beta1 = 0.9, beta2 = 0.95, eps = 1.0e-8, weight_decay = 0.1, clip = 1.0}} {
  // CHECK: graph.variable parameter @wte
  graph.variable parameter @wte : !e {decay, group = "prologue", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.0.w : !w {decay, group = "layers.0", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.0.b : !b {group = "layers.0", init = #graph.init<constant, 0.0>}
  graph.variable parameter @layers.1.w : !w {decay, group = "layers.1", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.1.b : !b {group = "layers.1", init = #graph.init<constant, 0.0>}

  // First moments, then second moments, then the counter.
  // CHECK: graph.variable moment @wte.moment1 : [[E:tensor<8x4xf32.*>]] {group = "prologue", init = #graph.init<constant, 0.000000e+00>}
  // CHECK: graph.variable moment @layers.0.w.moment1 : {{.*}} {group = "layers.0"
  // CHECK: graph.variable moment @layers.1.b.moment1
  // CHECK: graph.variable moment @wte.moment2
  // CHECK: graph.variable counter @optimizer.step : tensor<f64, #graph.axes<>> {group = "optimizer"

  // CHECK: func.func @train
  // CHECK-SAME: -> ({{.*}} {graph.output = "loss"}, {{.*}} {graph.output = "gradient_norm"}, {{.*}} {graph.output = "learning_rate"})
  func.func @train(%ge: !e {graph.input = "ge"}, %gw: !w {graph.input = "gw"}, %gb: !b {graph.input = "gb"}, %loss: !s {graph.input = "l"})
      -> (!s {graph.output = "loss"}) attributes {graph.entry = "train"} {
    // What is read already is not read again.
    // CHECK-NEXT: %[[WTE:.*]] = graph.read @wte :
    // CHECK-NOT: graph.gradient
    // CHECK: %[[S0:.*]] = call @prologue.norm(%[[GE:.*]]) {graph.instance = "prologue"}
    // CHECK: %[[S1:.*]] = call @layers.norm(%[[GW:.*]], %[[GB:.*]]) {graph.instance = "layers.0"}
    // CHECK: %[[S2:.*]] = call @layers.norm(%[[GW]], %[[GB]]) {graph.instance = "layers.1"}
    // CHECK: %[[SUM:.*]] = graph.add_n %[[S0]], %[[S1]], %[[S2]]
    // CHECK: %[[CLIP:.*]]:2 = call @clip(%[[SUM]])
    // CHECK: %[[STEP:.*]] = graph.read @optimizer.step
    // CHECK: %[[NEXT:.*]]:4 = call @optimizer_step(%[[STEP]])
    // CHECK: graph.write @optimizer.step, %[[NEXT]]#0
    // CHECK: call @prologue.update(%[[WTE]], %[[GE]]
    // CHECK: %[[W:.*]] = graph.read @layers.0.w :
    // CHECK: %[[B:.*]] = graph.read @layers.0.b :
    // CHECK: %[[WM:.*]] = graph.read @layers.0.w.moment1
    // CHECK: %[[BM:.*]] = graph.read @layers.0.b.moment1
    // CHECK: %[[WV:.*]] = graph.read @layers.0.w.moment2
    // CHECK: %[[BV:.*]] = graph.read @layers.0.b.moment2
    // CHECK: %[[NEW:.*]]:6 = call @layers.update(%[[W]], %[[B]], %[[GW]], %[[GB]], %[[WM]], %[[BM]], %[[WV]], %[[BV]], %[[NEXT]]#1, %[[CLIP]]#0, %[[NEXT]]#2, %[[NEXT]]#3) {graph.instance = "layers.0"}
    // CHECK: graph.write @layers.0.w, %[[NEW]]#0
    // CHECK: graph.write @layers.0.b, %[[NEW]]#1
    // CHECK: graph.write @layers.0.w.moment1, %[[NEW]]#2
    // CHECK: graph.write @layers.0.b.moment2, %[[NEW]]#5
    // CHECK: call @layers.update({{.*}}) {graph.instance = "layers.1"}
    // CHECK: return %{{.*}}, %[[CLIP]]#1, %[[NEXT]]#1
    %wte = graph.read @wte : !e
    graph.gradient @wte, %ge : !e
    graph.gradient @layers.0.w, %gw : !w
    graph.gradient @layers.0.b, %gb : !b
    graph.gradient @layers.1.w, %gw : !w
    graph.gradient @layers.1.b, %gb : !b
    return %loss : !s
  }
}

// CHECK-LABEL: func.func private @prologue.norm
// CHECK-SAME: attributes {graph.block = "prologue", graph.phase = "norm"}
// CHECK: graph.sum_squares

// CHECK-LABEL: func.func private @layers.norm
// CHECK: %[[A:.*]] = graph.sum_squares
// CHECK: %[[B:.*]] = graph.sum_squares
// CHECK: %[[SUM:.*]] = graph.add %[[A]], %[[B]]
// CHECK: return %[[SUM]]

// CHECK-LABEL: func.func private @clip
// CHECK-SAME: attributes {graph.block = "clip", graph.phase = "step"}
// CHECK: %[[NORM:.*]] = graph.sqrt %[[SQUARES:.*]] :
// CHECK: %[[FACTOR:.*]] = graph.clip_factor %[[SQUARES]] {max_norm = 1.000000e+00 : f64}
// CHECK: return %[[FACTOR]], %[[NORM]]

// CHECK-LABEL: func.func private @optimizer_step
// CHECK: graph.learning_rate %{{.*}} {floor = 1.000000e-04 : f64, peak = 1.000000e-03 : f64, total = 1.000000e+02 : f64, warmup = 1.000000e+01 : f64}
// CHECK: graph.bias_correction %{{.*}} {beta = 9.000000e-01
// CHECK: graph.bias_correction %{{.*}} {beta = 0.94

// CHECK-LABEL: func.func private @prologue.update
// CHECK-LABEL: func.func private @layers.update
// CHECK-SAME: attributes {graph.block = "layers", graph.phase = "update"}
// CHECK: graph.adamw {{.*}} weight_decay = 1.000000e-01 : f64
// CHECK: graph.adamw {{.*}} weight_decay = 0.000000e+00 : f64
// CHECK-NOT: func.func private @layers
