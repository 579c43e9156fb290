// An MLP whose hidden axis has a name of its own. embed is coupled by the norm.
!x = tensor<8x4x16xf32, #graph.axes<batch, seq, embed>>
!f = tensor<8x4x64xf32, #graph.axes<batch, seq, ffn>>
!s = tensor<16xf32, #graph.axes<embed>>
!in = tensor<16x64xf32, #graph.axes<embed, ffn>>
!out = tensor<64x16xf32, #graph.axes<ffn, embed>>
func.func private @layers(%x: !x, %s: !s, %in: !in, %out: !out) -> !x attributes {graph.phase = "forward"} {
  // tp divides 64, and no op needs ffn as a whole.
  %f = graph.einsum %x, %in : (!x, !in) -> !f
  %y = graph.einsum %f, %out : (!f, !out) -> !x
  %z, %r = graph.rms_norm %y, %s {axis = "embed", eps = 1.0e-5 : f64} : (!x, !s) -> (!x, tensor<8x4xf32, #graph.axes<batch, seq>>)
  return %z : !x
}
