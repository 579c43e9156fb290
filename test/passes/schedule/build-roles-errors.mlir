// RUN: %heddle-opt %s --heddle-mark-blocks --heddle-build-segments --heddle-build-roles --split-input-file --verify-diagnostics

// expected-error@below {{has no mesh (dist.mesh); run the stages up to plan first}}
module {
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // expected-error@below {{is of @train, which is no function}}
  dist.table @train stage 0 {rows = array<i32>}
}

// -----

!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // expected-error@below {{argument 0 has no name (graph.input)}}
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    return
  }
  dist.table @train stage 0 {rows = array<i32>}
}

// -----

!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func private @block(%x: !x) -> !x {
    return %x : !x
  }
  func.func @train(%x: !x {graph.input = "x"}) attributes {graph.entry = "train"} {
    %y = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    return
  }
  // expected-error@below {{row 1 names op 0 and micro-batch 2; the entry has 1 ops and 2 micro-batches}}
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0, 0, 2, 0>}
}

// -----

!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  graph.variable parameter @w : !x {group = "g", init = #graph.init<constant, 0.0>}
  func.func @train() attributes {graph.entry = "train"} {
    // expected-error@below {{has rows, but only calls and transfers run}}
    %w = graph.read @w {dist.id = 0 : i32, dist.stages = array<i64: 0>} : !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0>}
}

// -----

// What computes in an entry: the pipeline stage outlines it into blocks.

!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  graph.variable parameter @w : !x {group = "g", init = #graph.init<constant, 0.0>}
  func.func @train(%x: !x {graph.input = "x"}) attributes {graph.entry = "train"} {
    // expected-error@below {{has no place in memory: an entry holds reads, calls, transfers, sums over micro-batches and joins; computing is in blocks}}
    %y = graph.neg %x {dist.stages = array<i64: 0>} : (!x) -> !x
    // expected-note@below {{used here}}
    graph.write @w, %y {dist.stages = array<i64: 0>} : !x
    return
  }
  dist.table @train stage 0 {rows = array<i32>}
}

// -----

!x = tensor<4xf32, #dist.layout<[a]>>
!p = tensor<4xf32, #dist.layout<[a], partial = (pp)>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  func.func private @block(%x: !x) -> !x {
    return %x : !x
  }
  func.func private @sum(%x: !p) -> !x {
    %y = dist.all_reduce %x over <pp> {dist.stages = array<i64: 0, 1>} : !p -> !x
    return %y : !x
  }
  func.func @train(%x: !x {graph.input = "x"}) attributes {graph.entry = "train"} {
    %y = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    // expected-error@below {{is used on stage 1, which makes none of its addends}}
    %j = dist.join %y {dist.stages = array<i64: 0, 1>} : (!x) -> !p
    // expected-note@below {{used here}}
    %s = call @sum(%j) {dist.id = 1 : i32, dist.stages = array<i64: 0, 1>} : (!p) -> !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0, 1, 0, 0>}
  dist.table @train stage 1 {rows = array<i32: 1, 0, 0>}
}

// -----

!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  func.func @train(%x: !x {graph.input = "x"}) attributes {graph.entry = "train"} {
    // expected-error@below {{sends an input of the entry; every stage has the inputs}}
    %y = dist.transfer %x from 0 to 1 {dist.id = 0 : i32, dist.stages = array<i64: 1>} : !x -> !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0>}
}
