// RUN: %heddle-opt %s --heddle-assign-stages --split-input-file --verify-diagnostics

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>

// expected-error@below {{3 repeated blocks do not divide by pp = 2; choose a pp that divides them, or give the cuts in the plan}}
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 2>} {
  graph.variable parameter @w : !x {group = "prologue", init = #graph.init<constant, 0.0>}
  func.func private @layers(!x) -> !x attributes {graph.phase = "forward"}
  func.func @eval() -> !x attributes {graph.entry = "eval"} {
    %x = graph.read @w : !x
    %0 = call @layers(%x) {graph.instance = "layers.0"} : (!x) -> !x
    %1 = call @layers(%0) {graph.instance = "layers.1"} : (!x) -> !x
    %2 = call @layers(%1) {graph.instance = "layers.2"} : (!x) -> !x
    return %2 : !x
  }
}

// -----

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>

// expected-error@below {{the plan cuts 3 repeated blocks into 2 stages, but there are 1 and pp = 2}}
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 2>, dist.cuts = array<i64: 2, 1>} {
  graph.variable parameter @w : !x {group = "prologue", init = #graph.init<constant, 0.0>}
  func.func private @layers(!x) -> !x attributes {graph.phase = "forward"}
  func.func @eval() -> !x attributes {graph.entry = "eval"} {
    %x = graph.read @w : !x
    %0 = call @layers(%x) {graph.instance = "layers.0"} : (!x) -> !x
    return %0 : !x
  }
}

// -----

// A block between two repeats. With one stage there is nothing to cut.

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 2>} {
  graph.variable parameter @w : !x {group = "prologue", init = #graph.init<constant, 0.0>}
  func.func private @encoder(!x) -> !x attributes {graph.phase = "forward"}
  func.func private @bridge(!x) -> !x attributes {graph.phase = "forward"}
  func.func private @decoder(!x) -> !x attributes {graph.phase = "forward"}
  func.func @eval() -> !x attributes {graph.entry = "eval"} {
    %x = graph.read @w : !x
    %0 = call @encoder(%x) {graph.instance = "encoder.0"} : (!x) -> !x
    %1 = call @bridge(%0) {graph.instance = "bridge"} : (!x) -> !x
    // expected-error@below {{the repeated block 'decoder.0' comes after 'bridge', which is not repeated: a pipeline (pp = 2) cuts one run of repeated blocks; choose pp = 1}}
    %2 = call @decoder(%1) {graph.instance = "decoder.0"} : (!x) -> !x
    return %2 : !x
  }
}

// -----

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  graph.variable parameter @w : !x {group = "prologue", init = #graph.init<constant, 0.0>}
  func.func private @encoder(!x) -> !x attributes {graph.phase = "forward"}
  func.func private @bridge(!x) -> !x attributes {graph.phase = "forward"}
  func.func @eval() -> !x attributes {graph.entry = "eval"} {
    %x = graph.read @w : !x
    %0 = call @encoder(%x) {graph.instance = "encoder.0"} : (!x) -> !x
    %1 = call @bridge(%0) {graph.instance = "bridge"} : (!x) -> !x
    %2 = call @encoder(%1) {graph.instance = "encoder.1"} : (!x) -> !x
    return %2 : !x
  }
}
