// RUN: %heddle-opt %s --heddle-outline-entry-ops | FileCheck %s

!g = tensor<8xf32, #dist.layout<[flat]>>
!gp = tensor<8xf32, #dist.layout<[flat], partial = (dp)>>

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 2, tp = 1, mb = 1>} {
  func.func private @grad() -> !gp
  func.func private @bwd(!x) attributes {graph.phase = "backward"}

  // Equal ops on equal stages share a block, those on other stages do not: they meet other ranks.
  // CHECK-LABEL: func.func @train
  func.func @train() attributes {graph.entry = "train"} {
    // CHECK: %[[G:.*]] = call @grad()
    %g = call @grad() {dist.stages = array<i64: 0, 1>} : () -> !gp
    // CHECK-NEXT: %[[A:.*]] = call @all_reduce(%[[G]]) {dist.stages = array<i64: 0>}
    // CHECK-NEXT: %[[B:.*]] = call @all_reduce(%[[G]]) {dist.stages = array<i64: 0>}
    // CHECK-NEXT: call @all_reduce_0(%[[G]]) {dist.stages = array<i64: 1>}
    // CHECK-NEXT: call @add_n(%[[A]], %[[B]]) {dist.stages = array<i64: 0>}
    %a = dist.all_reduce %g over <dp> {dist.stages = array<i64: 0>} : !gp -> !g
    %b = dist.all_reduce %g over <dp> {dist.stages = array<i64: 0>} : !gp -> !g
    %c = dist.all_reduce %g over <dp> {dist.stages = array<i64: 1>} : !gp -> !g
    %d = graph.add_n %a, %b {dist.stages = array<i64: 0>} : (!g, !g) -> !g
    // The gradient of a result that nothing uses is made in the step that takes it; other constants once.
    // CHECK-NEXT: %[[ZERO:.*]] = call @constant()
    // CHECK-NEXT: call @bwd(%[[ZERO]])
    // CHECK-NEXT: call @constant_1()
    %zero = graph.constant {dist.stages = array<i64: 0>, value = 0.0} : () -> !x
    call @bwd(%zero) {dist.stages = array<i64: 0>} : (!x) -> ()
    %once = graph.constant {dist.stages = array<i64: 0>, value = 0.0} : () -> !g
    return
  }
  // CHECK: func.func private @all_reduce(%[[ARG:.*]]: tensor<8xf32, #dist.layout<[flat], partial = (dp)>>)
  // CHECK-SAME: graph.block = "all_reduce", graph.phase = "step"
  // CHECK: %[[R:.*]] = dist.all_reduce %[[ARG]] over <dp> {dist.stages = array<i64: 0>}
  // CHECK: return %[[R]]
  // CHECK: func.func private @all_reduce_0
  // CHECK: dist.all_reduce %{{.*}} over <dp> {dist.stages = array<i64: 1>}
  // CHECK: func.func private @add_n
  // CHECK: graph.add_n
  // CHECK: func.func private @constant() -> {{.*}} graph.phase = "backward"
  // CHECK: func.func private @constant_1() -> {{.*}} graph.phase = "step"
}
