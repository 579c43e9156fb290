// What a plan looks at of a model: axes, and layers.
!x = tensor<8x4x12x4xf32, #graph.axes<batch, seq, heads, head_dim>>
!l = tensor<8x12x4xf32, #graph.axes<batch, heads, seq>>
!v = tensor<8x32xf32, #graph.axes<batch, vocab>>
module {
  func.func private @layers(%x: !x) -> !x attributes {graph.phase = "forward"} {
    %y, %l = graph.attention %x, %x, %x {causal} : (!x, !x, !x) -> (!x, !l)
    return %y : !x
  }
  func.func @train(%x: !x {graph.input = "x"}, %v: !v {graph.input = "v"}) attributes {graph.entry = "train"} {
    %0 = call @layers(%x) {graph.instance = "layers.0"} : (!x) -> !x
    %1 = call @layers(%0) {graph.instance = "layers.1"} : (!x) -> !x
    %2 = call @layers(%1) {graph.instance = "layers.2"} : (!x) -> !x
    %3 = call @layers(%2) {graph.instance = "layers.3"} : (!x) -> !x
    %w = call @head(%v) {graph.instance = "epilogue"} : (!v) -> !v
    return
  }
  func.func private @head(%v: !v) -> !v attributes {graph.phase = "forward"} {
    %w = graph.exp %v : (!v) -> !v
    return %w : !v
  }
}
