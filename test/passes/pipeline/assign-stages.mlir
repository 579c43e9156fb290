// RUN: %heddle-opt %s --heddle-assign-stages --split-input-file | FileCheck %s

// Contiguous stages; a tied parameter on both its stages, its norm on the first only, the sum of norms where it is used.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
!flat = tensor<8xf32, #dist.layout<[flat]>>
!partial = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>
!n = tensor<f64, #dist.layout<[]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 2>} {
  dist.bucket parameter @tied : !flat {group = "prologue", suffix = "", members = [], offsets = array<i64>}
  dist.bucket parameter @own : !flat {group = "epilogue", suffix = "", members = [], offsets = array<i64>}
  func.func private @prologue(!flat) -> !x attributes {graph.phase = "forward"}
  func.func private @layers(!x) -> !x attributes {graph.phase = "forward"}
  func.func private @epilogue(!x, !flat, !flat) -> !x attributes {graph.phase = "forward"}
  func.func private @epilogue.bwd(!x) -> (!partial, !partial) attributes {graph.phase = "backward"}
  func.func private @norm(!flat) -> !n attributes {graph.phase = "norm"}
  func.func private @update(!flat, !flat, !n) -> !flat attributes {graph.phase = "update"}

  // CHECK-LABEL: func.func @train
  func.func @train() -> !n attributes {graph.entry = "train"} {
    // CHECK: graph.read @tied {dist.stages = array<i64: 0, 1>}
    // CHECK: graph.read @own {dist.stages = array<i64: 1>}
    %tied = graph.read @tied : !flat
    %own = graph.read @own : !flat
    // CHECK: call @prologue({{.*}}) {dist.stages = array<i64: 0>
    // CHECK: call @layers({{.*}}) {dist.stages = array<i64: 0>, graph.instance = "layers.0"
    // CHECK: call @layers({{.*}}) {dist.stages = array<i64: 1>, graph.instance = "layers.1"
    // CHECK: call @epilogue({{.*}}) {dist.stages = array<i64: 1>
    // CHECK: call @epilogue.bwd({{.*}}) {dist.stages = array<i64: 1>
    %x = call @prologue(%tied) {graph.instance = "prologue"} : (!flat) -> !x
    %y = call @layers(%x) {graph.instance = "layers.0"} : (!x) -> !x
    %z = call @layers(%y) {graph.instance = "layers.1"} : (!x) -> !x
    %e = call @epilogue(%z, %tied, %own) {graph.instance = "epilogue"} : (!x, !flat, !flat) -> !x
    %g:2 = call @epilogue.bwd(%e) {graph.instance = "epilogue"} : (!x) -> (!partial, !partial)
    // CHECK: dist.accumulate {{.*}} {dist.stages = array<i64: 0, 1>}
    // CHECK: dist.accumulate {{.*}} {dist.stages = array<i64: 1>}
    %gt = dist.accumulate %g#0 : (!partial) -> !flat
    %go = dist.accumulate %g#1 : (!partial) -> !flat
    // CHECK: call @norm({{.*}}) {dist.stages = array<i64: 0>
    // CHECK: call @norm({{.*}}) {dist.stages = array<i64: 1>
    // CHECK: graph.add_n {{.*}} {dist.stages = array<i64: 0, 1>}
    %nt = call @norm(%gt) {graph.instance = "prologue"} : (!flat) -> !n
    %no = call @norm(%go) {graph.instance = "epilogue"} : (!flat) -> !n
    %sum = graph.add_n %nt, %no : (!n, !n) -> !n
    // CHECK: call @update({{.*}}) {dist.stages = array<i64: 0, 1>
    // CHECK: call @update({{.*}}) {dist.stages = array<i64: 1>
    // CHECK: graph.write @tied, {{.*}} {dist.stages = array<i64: 0, 1>}
    // CHECK: graph.write @own, {{.*}} {dist.stages = array<i64: 1>}
    %ut = call @update(%tied, %gt, %sum) {graph.instance = "prologue"} : (!flat, !flat, !n) -> !flat
    %uo = call @update(%own, %go, %sum) {graph.instance = "epilogue"} : (!flat, !flat, !n) -> !flat
    graph.write @tied, %ut : !flat
    graph.write @own, %uo : !flat
    return %sum : !n
  }
}

// -----

// Cuts of the plan: three layers on the first stage, one on the second.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
!n = tensor<f32, #dist.layout<[], partial = (mb)>>
!sum = tensor<f32, #dist.layout<[]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 2>, dist.cuts = array<i64: 3, 1>} {
  func.func private @weight(!x) -> !n attributes {graph.phase = "forward"}
  graph.variable parameter @w : !x {group = "prologue", init = #graph.init<constant, 0.0>}
  func.func private @prologue(!x) -> !x attributes {graph.phase = "forward"}
  func.func private @layers(!x) -> !x attributes {graph.phase = "forward"}
  func.func private @epilogue(!x, !sum) -> !x attributes {graph.phase = "forward"}
  // CHECK-LABEL: func.func @eval
  func.func @eval(%weights: !x) -> !x attributes {graph.entry = "eval"} {
    // What depends on an input alone is done where it is needed.
    // CHECK: call @weight({{.*}}) {dist.stages = array<i64: 1>
    // CHECK: dist.accumulate {{.*}} {dist.stages = array<i64: 1>
    %w = call @weight(%weights) {graph.instance = "weight"} : (!x) -> !n
    %sum = dist.accumulate %w : (!n) -> !sum
    // CHECK: graph.read @w {dist.stages = array<i64: 0>}
    // CHECK: call @prologue({{.*}}) {dist.stages = array<i64: 0>
    // CHECK-COUNT-3: call @layers({{.*}}) {dist.stages = array<i64: 0>
    // CHECK: call @layers({{.*}}) {dist.stages = array<i64: 1>, graph.instance = "layers.3"
    // CHECK: call @epilogue({{.*}}) {dist.stages = array<i64: 1>
    %p = graph.read @w : !x
    %x = call @prologue(%p) {graph.instance = "prologue"} : (!x) -> !x
    %0 = call @layers(%x) {graph.instance = "layers.0"} : (!x) -> !x
    %1 = call @layers(%0) {graph.instance = "layers.1"} : (!x) -> !x
    %2 = call @layers(%1) {graph.instance = "layers.2"} : (!x) -> !x
    %3 = call @layers(%2) {graph.instance = "layers.3"} : (!x) -> !x
    %y = call @epilogue(%3, %sum) {graph.instance = "epilogue"} : (!x, !sum) -> !x
    return %y : !x
  }
}
