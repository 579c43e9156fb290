// The generic distribution check: every op, from the facts of its interface.
// RUN: %heddle-opt %s --split-input-file --verify-diagnostics

!p = tensor<8x4xf32, #dist.layout<[batch @dp, embed], partial = (tp)>>
!e = tensor<4xf32, #dist.layout<[embed]>>
!r = tensor<8xf32, #dist.layout<[batch @dp]>>
func.func @nonlinear(%x: !p, %s: !e) -> !p {
  // expected-error@below {{operand 0 is partial over (tp), but the op is not linear in it; insert dist.all_reduce over them before it}}
  %y, %m, %v = graph.layer_norm %x, %s, %s {axis = "embed", eps = 1.0e-5} : (!p, !e, !e) -> (!p, !r, !r)
  return %y : !p
}

// -----

!p = tensor<8x4xf32, #dist.layout<[batch @dp, embed], partial = (tp)>>
!c = tensor<8x4xf32, #dist.layout<[batch @dp, embed]>>
func.func @mixed_addends(%x: !p, %y: !c) -> !p {
  // expected-error@below {{operand 0 is partial over (tp), but another addend is complete over them}}
  %z = graph.add %x, %y : (!p, !c) -> !p
  return %z : !p
}

// -----

// Zero on every device is a partial sum of zero; any other constant is not its own part.
!p = tensor<8x4xf32, #dist.layout<[batch @dp, embed], partial = (tp)>>
func.func @partial_constant() {
  %zero = graph.constant {value = 0.0} : () -> !p
  // expected-error@below {{result 0 is partial over (tp), but by its operands it is partial over ()}}
  %one = graph.constant {value = 1.0} : () -> !p
  return
}

// -----

!p = tensor<8x4xf32, #dist.layout<[batch @dp, embed], partial = (tp)>>
func.func @product_of_partials(%x: !p) -> !p {
  // expected-error@below {{operand 1 is partial over (tp), but another factor is split or partial over them}}
  %z = graph.mul %x, %x : (!p, !p) -> !p
  return %z : !p
}

// -----

!x = tensor<8x4xf32, #dist.layout<[batch @dp, hidden @tp]>>
!w = tensor<4x2xf32, #dist.layout<[hidden @tp, embed]>>
!y = tensor<8x2xf32, #dist.layout<[batch @dp, embed]>>
func.func @forgotten_partial(%x: !x, %w: !w) -> !y {
  // expected-error@below {{result 0 is partial over (), but by its operands it is partial over (tp)}}
  %y = graph.einsum %x, %w : (!x, !w) -> !y
  return %y : !y
}

// -----

!x = tensor<8x4xf32, #dist.layout<[batch @dp, hidden @tp]>>
!y = tensor<8x4xf32, #dist.layout<[batch @dp, hidden]>>
func.func @unlike_splits(%x: !x, %y: !y) -> !x {
  // expected-error@below {{axis 'hidden' is split over () in one operand or result and over (tp) in another}}
  %z = graph.add %x, %y : (!x, !y) -> !x
  return %z : !x
}

// -----

!x = tensor<8x4xf32, #dist.layout<[batch @dp, embed @tp]>>
!e = tensor<4xf32, #dist.layout<[embed @tp]>>
!r = tensor<8xf32, #dist.layout<[batch @dp]>>
func.func @unsplittable(%x: !x, %s: !e) -> !x {
  // expected-error@below {{axis 'embed' is split over (tp), but the op couples its elements; remove the rule for 'embed' from the plan}}
  %y, %m, %v = graph.layer_norm %x, %s, %s {axis = "embed", eps = 1.0e-5} : (!x, !e, !e) -> (!x, !r, !r)
  return %y : !x
}

// -----

!t = tensor<16x4xf32, #dist.layout<[vocab @dp, embed]>>
!i = tensor<8xi32, #dist.layout<[batch @dp]>>
!y = tensor<8x4xf32, #dist.layout<[batch @dp, embed]>>
func.func @diagonal(%t: !t, %i: !i) -> !y {
  // expected-error@below {{mesh axis dp splits both 'vocab' and 'batch'; it can split only one axis of an op}}
  %y = graph.gather %t, %i {axis = "vocab"} : (!t, !i) -> !y
  return %y : !y
}

// -----

!q = tensor<2x4x8x4xf32, #dist.layout<[batch, seq, heads @tp, head_dim]>>
!k = tensor<2x4x2x4xf32, #dist.layout<[batch, seq, kv_heads, head_dim]>>
!l = tensor<2x8x4xf32, #dist.layout<[batch, heads @tp, seq]>>
func.func @grouped_heads(%q: !q, %k: !k) -> !q {
  // expected-error@below {{query heads and key heads must be split by the same mesh axes; choose a tp that divides both}}
  %y, %l = graph.attention %q, %k, %k {causal} : (!q, !k, !k) -> (!q, !l)
  return %y : !q
}

// -----

!q = tensor<2x4x8x4xf32, #dist.layout<[batch @dp, seq, heads, head_dim]>>
!l = tensor<2x8x4xf32, #dist.layout<[batch @dp, heads, seq]>>
!d = tensor<2x4xi32, #dist.layout<[batch, seq]>>
func.func @documents(%q: !q, %d: !d) -> !q {
  // expected-error@below {{axis 'batch' is split over () in one operand or result and over (dp) in another; give both the same layout}}
  %y, %l = graph.attention %q, %q, %q, %d {causal} : (!q, !q, !q, !d) -> (!q, !l)
  return %y : !q
}

// -----

!m = tensor<8xf32, #dist.layout<[batch @dp], max = (tp)>>
func.func @maximum_is_not_linear(%x: !m) -> !m {
  // expected-error@below {{operand 0 is partial over (tp), but the op is not linear in it}}
  %y = graph.neg %x : (!m) -> !m
  return %y : !m
}
