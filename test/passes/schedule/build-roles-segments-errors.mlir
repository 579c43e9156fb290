// RUN: %heddle-opt %s --heddle-build-roles --split-input-file --verify-diagnostics

!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func private @block(%x: !x) -> !x {
    return %x : !x
  }
  func.func @train(%x: !x {graph.input = "x"}) attributes {graph.entry = "train"} {
    // expected-error@below {{has no segment; run heddle-mark-blocks, heddle-outline-kernels and heddle-build-segments first}}
    %y = call @block(%x) {dist.id = 0 : i32, dist.stages = array<i64: 0>} : (!x) -> !x
    return
  }
  dist.table @train stage 0 {rows = array<i32: 0, 0, 0>}
}
