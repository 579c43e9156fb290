// RUN: %heddle-opt %s --heddle-verify-pipeline --split-input-file --verify-diagnostics

// An incomplete table: micro-batch 1 is missing.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func private @block(!x) -> !x
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    // expected-error@below {{must run once on stage 0 for micro-batch 1, but the table has it 0 times}}
    %a = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0>}
}

// -----

// On a stage that it does not belong to.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  func.func private @block(!x) -> !x
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    // expected-error@below {{must run never on stage 1 for micro-batch 0, but the table has it 1 times}}
    %a = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0>}
  dist.table @train stage 1 {rows = array<i32: 0, 0, 0>}
}

// -----

// An operand used before it is made.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func private @block(!x) -> !x
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    // expected-note@below {{the operand}}
    %a = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    // expected-error@below {{runs on stage 0 for micro-batch 0 before its operand is made}}
    %b = call @block(%a) {dist.id = 1 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 1, 0, 0, 0, 0, 0>}
}

// -----

// A sum over micro-batches used when only the first is in it.

!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>
!g = tensor<8xf32, #dist.layout<[flat]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func private @bwd() -> !gp
  func.func private @update(!g)
  func.func @train() attributes {graph.entry = "train"} {
    %a = call @bwd() {dist.id = 0 : i32, dist.stages = array<i64: 0>} : () -> !gp
    // expected-note@below {{the operand}}
    %g = dist.accumulate %a {dist.stages = array<i64: 0>} : (!gp) -> !g
    // expected-error@below {{runs on stage 0 for micro-batch 0 before its operand is made}}
    call @update(%g) {dist.id = 1 : i32, dist.stages = array<i64: 0>} : (!g) -> ()
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0, 1, 0, 0, 0, 1, 0>}
}

// -----

// A value that crosses stages without a transfer.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  func.func private @block(!x) -> !x
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    // expected-note@below {{the operand}}
    %a = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    // expected-error@below {{runs on stage 1 for micro-batch 0 before its operand is made}}
    %b = call @block(%a) {dist.id = 1 : i32, dist.stages = array<i64: 1>} : (!x) -> !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0>}
  dist.table @train stage 1 {rows = array<i32: 1, 0, 0>}
}

// -----

// Both stages send first and receive afterwards: under rendezvous nobody ever receives.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  func.func private @block(!x) -> !x
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    %a = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    %b = call @block(%x) {dist.id = 1 : i32, dist.stages = array<i64: 1>} : (!x) -> !x
    // expected-error@below {{deadlock: stage 0 waits here for ever (micro-batch 0)}}
    %ta = dist.transfer %a from 0 to 1 {dist.id = 2 : i32, dist.stages = array<i64: 1>} : !x -> !x
    %tb = dist.transfer %b from 1 to 0 {dist.id = 3 : i32, dist.stages = array<i64: 0>} : !x -> !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0, 2, 0, 1, 3, 0, 2>}
  dist.table @train stage 1 {rows = array<i32: 1, 0, 0, 3, 0, 1, 2, 0, 2>}
}

// -----

// Stage 0 waits in a collective for stage 1, which waits for a message of stage 0.

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
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    %a = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    %ta = dist.transfer %a from 0 to 1 {dist.id = 1 : i32, dist.stages = array<i64: 1>} : !x -> !x
    %n0 = call @norm() {dist.id = 2 : i32, dist.stages = array<i64: 0>} : () -> !n
    %n1 = call @norm() {dist.id = 3 : i32, dist.stages = array<i64: 1>} : () -> !n
    %j = dist.join %n0, %n1 {dist.stages = array<i64: 0, 1>} : (!n, !n) -> !np
    // expected-error@below {{deadlock: stage 0 waits here for ever (micro-batch 0)}}
    %n = call @all_reduce(%j) {dist.id = 4 : i32, dist.stages = array<i64: 0, 1>} : (!np) -> !n
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0, 2, 0, 0, 4, 0, 0, 1, 0, 1>}
  dist.table @train stage 1 {rows = array<i32: 3, 0, 0, 1, 0, 1, 4, 0, 0>}
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func @train() attributes {graph.entry = "train"} {
    return
  }
  // expected-error@below {{row 0 names op 3 and micro-batch 0; the entry has 0 ops and 2 micro-batches}}
  dist.table @train stage 0 {rows = array<i32: 3, 0, 0>}
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func @train() attributes {graph.entry = "train"} {
    return
  }
  // expected-error@below {{needs triples of numbers and a stage below pp = 1}}
  dist.table @train stage 1 {rows = array<i32>}
}

// -----

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func private @block(!x) -> !x
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    // expected-error@below {{has no stages (dist.stages); run heddle-assign-stages first}}
    %a = call @block(%x) {dist.id = 0 : i32} : (!x) -> !x
    return
  }
}

// -----

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    // expected-error@below {{names stage 2; there are pp = 2}}
    %a = dist.transfer %x from 0 to 2 {dist.id = 0 : i32, dist.stages = array<i64: 1>} : !x -> !x
    return
  }
}
