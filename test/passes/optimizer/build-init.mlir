// RUN: %heddle-opt %s --heddle-build-init | FileCheck %s

!w = tensor<4x2xf32, #graph.axes<embed, hidden>>
!b = tensor<2xf32, #graph.axes<hidden>>

graph.variable parameter @layers.0.w : !w {decay, group = "layers.0", init = #graph.init<normal, 0.0, 0.02>}
graph.variable parameter @layers.0.b : !b {group = "layers.0", init = #graph.init<constant, 1.0>}
graph.variable parameter @layers.1.w : !w {decay, group = "layers.1", init = #graph.init<normal, 0.0, 0.02>}
graph.variable parameter @layers.1.b : !b {group = "layers.1", init = #graph.init<constant, 1.0>}
// Another distribution, another function of the same block.
graph.variable parameter @layers.2.w : !w {decay, group = "layers.2", init = #graph.init<uniform, -1.0, 1.0>}
graph.variable parameter @layers.2.b : !b {group = "layers.2", init = #graph.init<constant, 1.0>}
graph.variable counter @optimizer.step : tensor<f64, #graph.axes<>> {group = "optimizer", init = #graph.init<constant, 0.0>}

// CHECK: func.func @init(%[[SEED:.*]]: tensor<i64, #graph.axes<>> {graph.input = "seed"}) attributes {graph.entry = "init"}
// CHECK: %[[KEY0:.*]] = arith.constant [[HASH0:-?[0-9]+]] : i64
// CHECK: %[[V0:.*]]:2 = call @layers.init(%[[SEED]], %[[KEY0]]) {graph.instance = "layers.0"}
// CHECK: graph.write @layers.0.w, %[[V0]]#0
// CHECK: graph.write @layers.0.b, %[[V0]]#1
// CHECK-NOT: arith.constant [[HASH0]] :
// CHECK: %[[KEY1:.*]] = arith.constant {{.*}} : i64
// CHECK: call @layers.init(%[[SEED]], %[[KEY1]]) {graph.instance = "layers.1"}
// CHECK: call @[[OTHER:layers.init_[0-9]+]](%[[SEED]], %{{.*}}) {graph.instance = "layers.2"}
// CHECK: %[[C:.*]] = call @optimizer.init(%[[SEED]]) {graph.instance = "optimizer"}
// CHECK: graph.write @optimizer.step, %[[C]]
// CHECK: return

// CHECK: func.func private @layers.init(%[[S:.*]]: tensor<i64, #graph.axes<>>, %[[K:.*]]: i64)
// CHECK-SAME: attributes {graph.block = "layers", graph.phase = "init"}
// CHECK: graph.rng %[[S]], %[[K]] {init = #graph.init<normal, 0.000000e+00, 2.000000e-02>}
// CHECK: graph.constant {value = 1.000000e+00 : f64}
// CHECK: func.func private @[[OTHER]]
// CHECK: graph.rng {{.*}} {init = #graph.init<uniform, -1.000000e+00, 1.000000e+00>}
