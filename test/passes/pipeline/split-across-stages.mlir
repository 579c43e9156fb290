// RUN: %heddle-opt %s --heddle-split-across-stages | FileCheck %s

!n = tensor<f64, #dist.layout<[]>>
!g = tensor<8xf32, #dist.layout<[flat]>>
!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 3, tp = 1, mb = 2>} {
  func.func private @norm() -> !n
  func.func private @bwd() -> !gp
  func.func private @use(!n, !g)

  // The gradient of a parameter tied over stages 0 and 2; stage 0 contributes twice.
  // CHECK-LABEL: func.func @tied
  func.func @tied() attributes {graph.entry = "train"} {
    %a = call @bwd() {dist.stages = array<i64: 2>} : () -> !gp
    %b = call @bwd() {dist.stages = array<i64: 0>} : () -> !gp
    %c = call @bwd() {dist.stages = array<i64: 0>} : () -> !gp
    // CHECK: %[[A:.*]] = call @bwd() {dist.stages = array<i64: 2>}
    // CHECK: %[[B:.*]] = call @bwd()
    // CHECK: %[[C:.*]] = call @bwd()
    // CHECK: %[[LAST:.*]] = dist.accumulate %[[A]] {dist.stages = array<i64: 2>}
    // CHECK: %[[FIRST:.*]] = dist.accumulate %[[B]], %[[C]] {dist.stages = array<i64: 0>}
    // CHECK: %[[JOIN:.*]] = dist.join %[[LAST]], %[[FIRST]] {dist.stages = array<i64: 0, 2>}
    // CHECK-SAME: partial = (pp)>
    // CHECK: dist.all_reduce %[[JOIN]] over <pp> {dist.stages = array<i64: 0, 2>}
    %g = dist.accumulate %a, %b, %c {dist.stages = array<i64: 0, 2>} : (!gp, !gp, !gp) -> !g
    return
  }

  // The norm of all gradients. A lone addend is its stage's sum.
  // CHECK-LABEL: func.func @norms
  func.func @norms() attributes {graph.entry = "other"} {
    %a = call @norm() {dist.stages = array<i64: 0>} : () -> !n
    %b = call @norm() {dist.stages = array<i64: 0>} : () -> !n
    %c = call @norm() {dist.stages = array<i64: 1>} : () -> !n
    // CHECK: %[[C:.*]] = call @norm() {dist.stages = array<i64: 1>}
    // CHECK: %[[SUM:.*]] = graph.add_n %{{.*}}, %{{.*}} {dist.stages = array<i64: 0>}
    // CHECK: dist.join %[[SUM]], %[[C]] {dist.stages = array<i64: 0, 1, 2>}
    // CHECK: dist.all_reduce {{.*}} over <pp> {dist.stages = array<i64: 0, 1, 2>}
    %sum = graph.add_n %a, %b, %c {dist.stages = array<i64: 2>} : (!n, !n, !n) -> !n
    return
  }

  // All addends on one stage: nothing to do.
  // CHECK-LABEL: func.func @one
  // CHECK-NOT: dist.join
  func.func @one() attributes {graph.entry = "eval"} {
    %a = call @norm() {dist.stages = array<i64: 1>} : () -> !n
    %sum = graph.add_n %a, %a {dist.stages = array<i64: 1>} : (!n, !n) -> !n
    return
  }
}
