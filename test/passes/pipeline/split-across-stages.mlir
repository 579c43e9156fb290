// RUN: %heddle-opt %s --heddle-split-across-stages | FileCheck %s

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
!n = tensor<f64, #dist.layout<[]>>
!g = tensor<8xf32, #dist.layout<[flat]>>
!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 3, tp = 1, mb = 2>} {
  func.func private @norm() -> !n
  func.func private @bwd() -> !gp
  func.func private @clip(!n) -> !n
  func.func private @read() -> !x
  func.func private @made(!x)

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
    // The stage that needs the norm and has no addend adds zero.
    // CHECK: %[[ZERO:.*]] = graph.constant {dist.stages = array<i64: 2>, value = 0.000000e+00 : f64}
    // CHECK: dist.join %[[SUM]], %[[C]], %[[ZERO]] {dist.stages = array<i64: 0, 1, 2>}
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

  // All addends on one stage, the users on more: the others add zero.
  // CHECK-LABEL: func.func @held_by_one
  func.func @held_by_one() attributes {graph.entry = "init"} {
    // CHECK: %[[A:.*]] = call @norm()
    // CHECK: %[[SUM:.*]] = graph.add_n %[[A]], %[[A]] {dist.stages = array<i64: 0>}
    // CHECK: %[[ZERO:.*]] = graph.constant {dist.stages = array<i64: 1>
    // CHECK: %[[JOIN:.*]] = dist.join %[[SUM]], %[[ZERO]] {dist.stages = array<i64: 0, 1>}
    // CHECK: %[[ALL:.*]] = dist.all_reduce %[[JOIN]] over <pp> {dist.stages = array<i64: 0, 1>}
    // CHECK: call @clip(%[[ALL]])
    %a = call @norm() {dist.stages = array<i64: 0>} : () -> !n
    %sum = graph.add_n %a, %a {dist.stages = array<i64: 0, 1>} : (!n, !n) -> !n
    %b = call @clip(%sum) {dist.stages = array<i64: 0, 1>} : (!n) -> !n
    // What is no sum, too.
    // CHECK: %[[ONE:.*]] = call @clip(%{{.*}}) {dist.stages = array<i64: 1>}
    // CHECK: %[[ZERO:.*]] = graph.constant {dist.stages = array<i64: 0>
    // CHECK: dist.join %[[ONE]], %[[ZERO]] {dist.stages = array<i64: 0, 1>}
    %c = call @clip(%b) {dist.stages = array<i64: 1>} : (!n) -> !n
    %d = call @clip(%c) {dist.stages = array<i64: 0, 1>} : (!n) -> !n
    return
  }

  // The gradient of a value that several stages read, per micro-batch: each adds its own to what the next one sends it.
  // CHECK-LABEL: func.func @skip
  func.func @skip() attributes {graph.entry = "logits"} {
    // CHECK: %[[A:.*]] = call @read() {dist.stages = array<i64: 2>}
    // CHECK: %[[B:.*]] = call @read() {dist.stages = array<i64: 2>}
    // CHECK: %[[C:.*]] = call @read() {dist.stages = array<i64: 1>}
    // CHECK-NOT: dist.join
    // CHECK: %[[LAST:.*]] = graph.add_n %[[A]], %[[B]] {dist.stages = array<i64: 2>}
    // CHECK: graph.add_n %[[C]], %[[LAST]] {dist.stages = array<i64: 1>}
    // CHECK-NOT: graph.add_n
    %a = call @read() {dist.stages = array<i64: 2>} : () -> !x
    %b = call @read() {dist.stages = array<i64: 2>} : () -> !x
    %c = call @read() {dist.stages = array<i64: 1>} : () -> !x
    %sum = graph.add_n %a, %b, %c {dist.stages = array<i64: 0>} : (!x, !x, !x) -> !x
    call @made(%sum) {dist.stages = array<i64: 0>} : (!x) -> ()
    return
  }
}
