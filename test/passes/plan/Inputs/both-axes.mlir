// A product of two axes that the default rules give to tp, in two layers.
!w = tensor<8x32xf32, #graph.axes<hidden, vocab>>
module {
  graph.variable parameter @layers.0.w : !w {group = "layers.0", init = #graph.init<constant, 1.0>}
  graph.variable parameter @layers.1.w : !w {group = "layers.1", init = #graph.init<constant, 1.0>}
  func.func @train() attributes {graph.entry = "train"} {
    %0 = graph.read @layers.0.w : !w
    %1 = graph.read @layers.1.w : !w
    return
  }
}
