// RUN: %heddle-opt %s --heddle-build-tables --heddle-verify-pipeline | FileCheck %s --check-prefixes=CHECK,1F1B
// RUN: sed -e 's/1f1b/gpipe/' %s | %heddle-opt --heddle-build-tables --heddle-verify-pipeline | FileCheck %s --check-prefixes=CHECK,GPIPE

// Rows are triples: op (dist.id), micro-batch, group.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
!np = tensor<f32, #dist.layout<[], partial = (mb)>>
!n = tensor<f32, #dist.layout<[]>>
!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>
!g = tensor<8xf32, #dist.layout<[flat]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 3>, dist.schedule = "1f1b"} {
  func.func private @weight(!x) -> !np attributes {graph.phase = "forward"}
  func.func private @seed(!n) -> !n attributes {graph.phase = "step"}
  func.func private @fwd(!x) -> !x attributes {graph.phase = "forward"}
  func.func private @bwd(!x, !n) -> !x attributes {graph.phase = "backward"}
  func.func private @first_bwd(!x) -> !gp attributes {graph.phase = "backward"}
  func.func private @add(!x, !x) -> !x attributes {graph.phase = "step"}
  func.func private @one() -> !n attributes {graph.phase = "step"}
  func.func private @update(!g) attributes {graph.phase = "update"}

  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    // Before the steps: all of the weight sum, since every backward needs it.
    // CHECK: call @weight({{.*}}) {dist.id = 0
    // CHECK: call @seed({{.*}}) {dist.id = 1
    %w = call @weight(%x) {dist.stages = array<i64: 1>} : (!x) -> !np
    %sum = dist.accumulate %w {dist.stages = array<i64: 1>} : (!np) -> !n
    %seed = call @seed(%sum) {dist.stages = array<i64: 1>} : (!n) -> !n
    // CHECK: call @fwd({{.*}}) {dist.id = 2
    // CHECK: dist.transfer {{.*}} {dist.id = 3
    // CHECK: call @fwd({{.*}}) {dist.id = 4
    // CHECK: call @bwd({{.*}}) {dist.id = 5
    // CHECK: dist.transfer {{.*}} {dist.id = 6
    // CHECK: call @first_bwd({{.*}}) {dist.id = 7
    // CHECK: call @update({{.*}}) {dist.id = 8
    %a = call @fwd(%x) {dist.stages = array<i64: 0>} : (!x) -> !x
    %ta = dist.transfer %a from 0 to 1 {dist.stages = array<i64: 1>} : !x -> !x
    %b = call @fwd(%ta) {dist.stages = array<i64: 1>} : (!x) -> !x
    %c = call @bwd(%b, %seed) {dist.stages = array<i64: 1>} : (!x, !n) -> !x
    %tc = dist.transfer %c from 1 to 0 {dist.stages = array<i64: 0>} : !x -> !x
    %d = call @first_bwd(%tc) {dist.stages = array<i64: 0>} : (!x) -> !gp
    %g = dist.accumulate %d {dist.stages = array<i64: 0>} : (!gp) -> !g
    call @update(%g) {dist.stages = array<i64: 0>} : (!g) -> ()
    return
  }

  // A sum of gradients belongs to no block, so it has no phase; it is backward since it is made of backwards.
  func.func @skip(%x: !x) attributes {graph.entry = "init"} {
    %one = call @one() {dist.stages = array<i64: 1>} : () -> !n
    %a = call @fwd(%x) {dist.stages = array<i64: 0>} : (!x) -> !x
    %ta = dist.transfer %a from 0 to 1 {dist.stages = array<i64: 1>} : !x -> !x
    %b = call @bwd(%ta, %one) {dist.stages = array<i64: 1>} : (!x, !n) -> !x
    %c = call @bwd(%ta, %one) {dist.stages = array<i64: 1>} : (!x, !n) -> !x
    %sum = call @add(%b, %c) {dist.stages = array<i64: 1>} : (!x, !x) -> !x
    %ts = dist.transfer %sum from 1 to 0 {dist.stages = array<i64: 0>} : !x -> !x
    %d = call @first_bwd(%ts) {dist.stages = array<i64: 0>} : (!x) -> !gp
    return
  }

  // Without backwards there is no schedule to follow: micro-batch after micro-batch.
  func.func @eval(%x: !x) attributes {graph.entry = "eval"} {
    %a = call @fwd(%x) {dist.stages = array<i64: 0>} : (!x) -> !x
    %ta = dist.transfer %a from 0 to 1 {dist.stages = array<i64: 1>} : !x -> !x
    %b = call @fwd(%ta) {dist.stages = array<i64: 1>} : (!x) -> !x
    return
  }
}

// F0 F1 B0 F2 B1 B2. The second send and the first receive pass each other, in group 3.
// 1F1B: dist.table @train stage 0 {rows = array<i32: 2, 0, 0, 3, 0, 2, 2, 1, 0, 3, 1, 3, 6, 0, 3, 7, 0, 0, 2, 2, 0, 3, 2, 5, 6, 1, 5, 7, 1, 0, 6, 2, 6, 7, 2, 0, 8, 0, 0>}
// F0 B0 F1 B1 F2 B2.
// 1F1B: dist.table @train stage 1 {rows = array<i32: 0, 0, 0, 0, 1, 0, 0, 2, 0, 1, 0, 0, 3, 0, 1, 4, 0, 0, 5, 0, 0, 6, 0, 3, 3, 1, 3, 4, 1, 0, 5, 1, 0, 6, 1, 5, 3, 2, 5, 4, 2, 0, 5, 2, 0, 6, 2, 7>}
// F0 F1 F2 B0 B1 B2.
// GPIPE: dist.table @train stage 0 {rows = array<i32: 2, 0, 0, 3, 0, 2, 2, 1, 0, 3, 1, 3, 2, 2, 0, 3, 2, 4, 6, 0, 4, 7, 0, 0, 6, 1, 5, 7, 1, 0, 6, 2, 6, 7, 2, 0, 8, 0, 0>}
// GPIPE: dist.table @train stage 1 {rows = array<i32: 0, 0, 0, 0, 1, 0, 0, 2, 0, 1, 0, 0, 3, 0, 1, 4, 0, 0, 3, 1, 2, 4, 1, 0, 3, 2, 3, 4, 2, 0, 5, 0, 0, 6, 0, 5, 5, 1, 0, 6, 1, 6, 5, 2, 0, 6, 2, 7>}
// CHECK: dist.table @eval stage 0 {rows = array<i32: 0, 0, 0, 1, 0, 2, 0, 1, 0, 1, 1, 3, 0, 2, 0, 1, 2, 4>}
// CHECK: dist.table @eval stage 1 {rows = array<i32: 1, 0, 1, 2, 0, 0, 1, 1, 2, 2, 1, 0, 1, 2, 3, 2, 2, 0>}
