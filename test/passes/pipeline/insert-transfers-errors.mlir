// RUN: %heddle-opt %s --heddle-insert-transfers --split-input-file --verify-diagnostics

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 2>} {
  func.func private @block(!x) -> !x
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    // expected-note@below {{the operand is made here}}
    %a = call @block(%x) {dist.stages = array<i64: 0>} : (!x) -> !x
    // expected-error@below {{runs on several stages, of which not all have its operand 0}}
    %b = call @block(%a) {dist.stages = array<i64: 0, 1>} : (!x) -> !x
    return
  }
}

// -----

!x = tensor<4x2xf32, #dist.layout<[batch @mb, embed]>>
func.func private @block(!x) -> !x
func.func @train(%x: !x) attributes {graph.entry = "train"} {
  // expected-error@below {{has no stages (dist.stages); run heddle-assign-stages first}}
  %a = call @block(%x) : (!x) -> !x
  %b = call @block(%a) {dist.stages = array<i64: 1>} : (!x) -> !x
  return
}
