// Two layers that read the input of the first one.
!x = tensor<8x6xf32, #dist.layout<[batch @mb, embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>, dist.recompute = "layer"} {
  func.func private @layers.fwd(%x: !x, %s: !x) -> (!x, !x) attributes {graph.phase = "forward"} {
    %sum = graph.add %x, %s : (!x, !x) -> !x
    %y = graph.gelu %sum : (!x) -> !x
    return %y, %sum : !x, !x
  }
  func.func private @layers.bwd(%sum: !x, %x: !x, %s: !x, %g: !x) -> !x attributes {graph.phase = "backward"} {
    %d = graph.gelu_grad %sum, %g : (!x, !x) -> !x
    %a = graph.mul %d, %x : (!x, !x) -> !x
    %b = graph.mul %a, %s : (!x, !x) -> !x
    return %b : !x
  }
  func.func @train(%x0: !x {graph.input = "x"}, %g: !x {graph.input = "g"}) attributes {graph.entry = "train"} {
    %x1:2 = call @layers.fwd(%x0, %x0) {graph.instance = "layers.0"} : (!x, !x) -> (!x, !x)
    %x2:2 = call @layers.fwd(%x1#0, %x0) {graph.instance = "layers.1"} : (!x, !x) -> (!x, !x)
    %d1 = call @layers.bwd(%x2#1, %x1#0, %x0, %g) {graph.instance = "layers.1"} : (!x, !x, !x, !x) -> !x
    %d0 = call @layers.bwd(%x1#1, %x0, %x0, %d1) {graph.instance = "layers.0"} : (!x, !x, !x, !x) -> !x
    return
  }
}
