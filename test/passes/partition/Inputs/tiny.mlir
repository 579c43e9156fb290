// Two layers between an embedding and a tied output layer: what the front end makes of a small model.
!tokens = tensor<8x4xi32, #graph.axes<batch, seq>>
!weights = tensor<8x4xf32, #graph.axes<batch, seq>>
!x = tensor<8x4x6xf32, #graph.axes<batch, seq, embed>>
!h = tensor<8x4x10xf32, #graph.axes<batch, seq, hidden>>
!v = tensor<8x4x12xf32, #graph.axes<batch, seq, vocab>>
!wte = tensor<12x6xf32, #graph.axes<vocab, embed>>
!w = tensor<6x10xf32, #graph.axes<embed, hidden>>
!n = tensor<6xf32, #graph.axes<embed>>
!l = tensor<f32, #graph.axes<>>
!row = tensor<8x6xf32, #graph.axes<batch, embed>>
!logits = tensor<8x12xf32, #graph.axes<batch, vocab>>

module attributes {graph.model = "tiny", graph.train = {batch = 8 : i64, lr = 1.0e-3, min_lr = 1.0e-4, warmup = 10, steps = 100, beta1 = 0.9, beta2 = 0.95, eps = 1.0e-8, weight_decay = 0.1, clip = 1.0}} {
  graph.variable parameter @wte : !wte {decay, group = "prologue", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.0.scale : !n {group = "layers.0", init = #graph.init<constant, 1.0>}
  graph.variable parameter @layers.0.w_in : !w {decay, group = "layers.0", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.0.w_out : !w {decay, group = "layers.0", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.1.scale : !n {group = "layers.1", init = #graph.init<constant, 1.0>}
  graph.variable parameter @layers.1.w_in : !w {decay, group = "layers.1", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.1.w_out : !w {decay, group = "layers.1", init = #graph.init<normal, 0.0, 0.02>}

  func.func private @weight(%weights: !weights) -> !l attributes {graph.block = "weight", graph.phase = "forward"} {
    %sum = graph.reduce sum %weights : (!weights) -> !l
    return %sum : !l
  }
  func.func private @prologue(%tokens: !tokens, %wte: !wte) -> !x attributes {graph.block = "prologue", graph.phase = "forward"} {
    %x = graph.gather %wte, %tokens {axis = "vocab"} : (!wte, !tokens) -> !x
    return %x : !x
  }
  func.func private @layers(%x: !x, %scale: !n, %w_in: !w, %w_out: !w) -> !x attributes {graph.block = "layers", graph.phase = "forward", graph.repeated} {
    %y, %rstd = graph.rms_norm %x, %scale {axis = "embed", eps = 1.0e-5} : (!x, !n) -> (!x, !weights)
    %h = graph.einsum %y, %w_in : (!x, !w) -> !h
    %g = graph.gelu %h : (!h) -> !h
    %o = graph.einsum %g, %w_out : (!h, !w) -> !x
    %z = graph.add %x, %o : (!x, !x) -> !x
    return %z : !x
  }
  func.func private @epilogue(%x: !x, %targets: !tokens, %weights: !weights, %wte: !wte) -> !l attributes {graph.block = "epilogue", graph.phase = "forward"} {
    %v = graph.einsum %x, %wte : (!x, !wte) -> !v
    %loss, %lse = graph.cross_entropy %v, %targets {axis = "vocab"} : (!v, !tokens) -> (!weights, !weights)
    %weighted = graph.mul %loss, %weights : (!weights, !weights) -> !weights
    %sum = graph.reduce sum %weighted : (!weights) -> !l
    return %sum : !l
  }
  func.func private @logits_epilogue(%x: !x, %select: !weights, %wte: !wte) -> !logits attributes {graph.block = "logits_epilogue", graph.phase = "forward"} {
    %row = graph.einsum %x, %select : (!x, !weights) -> !row
    %logits = graph.einsum %row, %wte : (!row, !wte) -> !logits
    return %logits : !logits
  }
  func.func @loss(%tokens: !tokens {graph.input = "tokens"}, %targets: !tokens {graph.input = "targets"}, %weights: !weights {graph.input = "weights"})
      -> (!l {graph.output = "loss"}, !l {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %weight = call @weight(%weights) {graph.instance = "weight"} : (!weights) -> !l
    %wte = graph.read @wte : !wte
    %x0 = call @prologue(%tokens, %wte) {graph.instance = "prologue"} : (!tokens, !wte) -> !x
    %s0 = graph.read @layers.0.scale : !n
    %a0 = graph.read @layers.0.w_in : !w
    %b0 = graph.read @layers.0.w_out : !w
    %x1 = call @layers(%x0, %s0, %a0, %b0) {graph.instance = "layers.0"} : (!x, !n, !w, !w) -> !x
    %s1 = graph.read @layers.1.scale : !n
    %a1 = graph.read @layers.1.w_in : !w
    %b1 = graph.read @layers.1.w_out : !w
    %x2 = call @layers(%x1, %s1, %a1, %b1) {graph.instance = "layers.1"} : (!x, !n, !w, !w) -> !x
    %loss = call @epilogue(%x2, %targets, %weights, %wte) {graph.instance = "epilogue"} : (!x, !tokens, !weights, !wte) -> !l
    return %loss, %weight : !l, !l
  }
  func.func @logits(%tokens: !tokens {graph.input = "tokens"}, %select: !weights {graph.input = "select"})
      -> (!logits {graph.output = "logits"}) attributes {graph.entry = "logits"} {
    %wte = graph.read @wte : !wte
    %x0 = call @prologue(%tokens, %wte) {graph.instance = "prologue"} : (!tokens, !wte) -> !x
    %s0 = graph.read @layers.0.scale : !n
    %a0 = graph.read @layers.0.w_in : !w
    %b0 = graph.read @layers.0.w_out : !w
    %x1 = call @layers(%x0, %s0, %a0, %b0) {graph.instance = "layers.0"} : (!x, !n, !w, !w) -> !x
    %s1 = graph.read @layers.1.scale : !n
    %a1 = graph.read @layers.1.w_in : !w
    %b1 = graph.read @layers.1.w_out : !w
    %x2 = call @layers(%x1, %s1, %a1, %b1) {graph.instance = "layers.1"} : (!x, !n, !w, !w) -> !x
    %logits = call @logits_epilogue(%x2, %select, %wte) {graph.instance = "logits_epilogue"} : (!x, !weights, !wte) -> !logits
    return %logits : !logits
  }
}
