// RUN: %heddle-opt %s --heddle-verify-recompute --split-input-file --verify-diagnostics

!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.recompute = "layer"} {
  func.func private @layers.fwd(%x: !x) -> (!x, !x) attributes {graph.phase = "forward"} {
    %y = graph.exp %x : (!x) -> !x
    return %y, %y : !x, !x
  }
  func.func private @layers.bwd(%y: !x, %g: !x) -> !x attributes {graph.phase = "backward"} {
    %d = graph.mul %y, %g : (!x, !x) -> !x
    return %d : !x
  }
  func.func @train(%x: !x {graph.input = "x"}) attributes {graph.entry = "train"} {
    %y:2 = call @layers.fwd(%x) {graph.instance = "layers.0"} : (!x) -> (!x, !x)
    // expected-error@below {{operand 0 is kept from the forward of its layer, but dist.recompute = "layer" computes it again}}
    %d = call @layers.bwd(%y#1, %y#0) {graph.instance = "layers.0"} : (!x, !x) -> !x
    return
  }
}
