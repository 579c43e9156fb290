// RUN: %heddle-opt %s --heddle-insert-transfers | FileCheck %s

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
!w = tensor<8xf32, #dist.layout<[flat]>>
!n = tensor<f64, #dist.layout<[]>>
!np = tensor<f64, #dist.layout<[], partial = (pp)>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 3, tp = 1, mb = 2>} {
  graph.variable parameter @w : !w {group = "a", init = #graph.init<constant, 0.0>}
  func.func private @first(!x, !w) -> (!x, !n)
  func.func private @next(!x, !w) -> !x
  func.func private @norm() -> !n
  func.func private @clip(!n) -> !n

  // CHECK-LABEL: func.func @train
  // CHECK-SAME: (%[[INPUT:.*]]: tensor<4x2xf32
  func.func @train(%input: !x) -> !x attributes {graph.entry = "train"} {
    // State and inputs are held wherever they are used.
    // CHECK: %[[W:.*]] = graph.read
    %w = graph.read @w {dist.stages = array<i64: 0, 1>} : !w
    // CHECK: %[[X:.*]]:2 = call @first(%[[INPUT]], %[[W]])
    // Values per micro-batch go from neighbour to neighbour, so that the order of the steps is all that stages wait for.
    // CHECK-NEXT: %[[TO1:.*]] = dist.transfer %[[X]]#0 from 0 to 1 {dist.stages = array<i64: 1>}
    // CHECK-NEXT: %[[TO2:.*]] = dist.transfer %[[TO1]] from 1 to 2 {dist.stages = array<i64: 2>}
    %x:2 = call @first(%input, %w) {dist.stages = array<i64: 0>} : (!x, !w) -> (!x, !n)
    // Two users on one stage: one transfer.
    // CHECK-NEXT: %[[Y:.*]] = call @next(%[[TO1]], %[[W]])
    // CHECK-NEXT: %[[BACK:.*]] = dist.transfer %[[Y]] from 1 to 0 {dist.stages = array<i64: 0>}
    // CHECK-NEXT: call @next(%[[TO1]], %[[W]])
    // CHECK-NEXT: call @next(%[[TO2]], %[[W]])
    // CHECK-NEXT: call @next(%[[BACK]], %[[W]])
    %y = call @next(%x#0, %w) {dist.stages = array<i64: 1>} : (!x, !w) -> !x
    %z = call @next(%x#0, %w) {dist.stages = array<i64: 1>} : (!x, !w) -> !x
    %u = call @next(%x#0, %w) {dist.stages = array<i64: 2>} : (!x, !w) -> !x
    %v = call @next(%y, %w) {dist.stages = array<i64: 0>} : (!x, !w) -> !x
    return %v : !x
  }

  // What is made once per step goes straight.
  // CHECK-LABEL: func.func @once
  // CHECK: dist.transfer %{{.*}} from 2 to 0 {dist.stages = array<i64: 0>} : tensor<f64
  func.func @once() attributes {graph.entry = "init"} {
    %a = call @norm() {dist.stages = array<i64: 2>} : () -> !n
    %b = call @clip(%a) {dist.stages = array<i64: 2>} : (!n) -> !n
    %c = call @clip(%b) {dist.stages = array<i64: 0>} : (!n) -> !n
    return
  }

  // What is already on all stages of its user, or joined, stays.
  // CHECK-LABEL: func.func @sums
  // CHECK-NOT: dist.transfer
  func.func @sums() attributes {graph.entry = "eval"} {
    %a = call @norm() {dist.stages = array<i64: 0>} : () -> !n
    %b = call @norm() {dist.stages = array<i64: 1>} : () -> !n
    %c = dist.join %a, %b {dist.stages = array<i64: 0, 1>} : (!n, !n) -> !np
    %d = dist.all_reduce %c over <pp> {dist.stages = array<i64: 0, 1>} : !np -> !n
    %e = call @clip(%d) {dist.stages = array<i64: 0, 1>} : (!n) -> !n
    return
  }
}
