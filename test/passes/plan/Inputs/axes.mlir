// Axes that tp by its names alone cannot split well.
!q = tensor<8x4x12x4xf32, #graph.axes<batch, seq, heads, head_dim>>
!k = tensor<8x4x4x4xf32, #graph.axes<batch, seq, kv, head_dim>>
!l = tensor<8x12x4xf32, #graph.axes<batch, heads, seq>>
!h = tensor<8x4x16xf32, #graph.axes<batch, seq, hidden>>
!w = tensor<16x32xf32, #graph.axes<hidden, vocab>>
!v = tensor<8x4x32xf32, #graph.axes<batch, seq, vocab>>
module {
  func.func private @layers(%q: !q, %k: !k, %h: !h, %w: !w) -> (!q, !v) attributes {graph.phase = "forward"} {
    %y, %l = graph.attention %q, %k, %k {causal} : (!q, !k, !k) -> (!q, !l)
    // The same mistake again is not told again.
    %z, %m = graph.attention %y, %k, %k {causal} : (!q, !k, !k) -> (!q, !l)
    // Both axes of the weight have names that tp splits.
    %v = graph.einsum %h, %w : (!h, !w) -> !v
    return %z, %v : !q, !v
  }
}
