// RUN: %heddle-opt %s --heddle-verify-pipeline | FileCheck %s

// A hand-written table: opposite messages in one group pass each other, and stages meet in a collective.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
!n = tensor<f64, #dist.layout<[]>>
!np = tensor<f64, #dist.layout<[], partial = (pp)>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  func.func private @block(!x) -> !x
  func.func private @norm() -> !n
  func.func private @all_reduce(%x: !np) -> !n {
    %y = dist.all_reduce %x over <pp> : !np -> !n
    return %y : !n
  }
  // CHECK-LABEL: func.func @train
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    %a = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    %b = call @block(%x) {dist.id = 1 : i32, dist.stages = array<i64: 1>} : (!x) -> !x
    %ta = dist.transfer %a from 0 to 1 {dist.id = 2 : i32, dist.stages = array<i64: 1>} : !x -> !x
    %tb = dist.transfer %b from 1 to 0 {dist.id = 3 : i32, dist.stages = array<i64: 0>} : !x -> !x
    %n0 = call @norm() {dist.id = 4 : i32, dist.stages = array<i64: 0>} : () -> !n
    %n1 = call @norm() {dist.id = 5 : i32, dist.stages = array<i64: 1>} : () -> !n
    %j = dist.join %n0, %n1 {dist.stages = array<i64: 0, 1>} : (!n, !n) -> !np
    %n = call @all_reduce(%j) {dist.id = 6 : i32, dist.stages = array<i64: 0, 1>} : (!np) -> !n
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0, 2, 0, 1, 3, 0, 1, 4, 0, 0, 6, 0, 0>}
  dist.table @train stage 1 {rows = array<i32: 1, 0, 0, 3, 0, 4, 2, 0, 4, 5, 0, 0, 6, 0, 0>}
}
