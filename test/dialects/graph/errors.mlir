// RUN: %heddle-opt %s -verify-diagnostics -split-input-file -o /dev/null

// expected-error@+1 {{the tensor has 2 dimensions, but 1 axis names are given: #graph.axes<batch>}}
func.func private @names(tensor<2x3xf32, #graph.axes<batch>>)

// -----

// expected-error@+1 {{axis "seq" occurs twice in one tensor; rename one of them}}
func.func private @twice(tensor<2x3xf32, #graph.axes<seq, seq>>)

// -----

// expected-error@+1 {{unknown initialiser 'gauss'; there are constant, normal and uniform}}
graph.variable parameter @w : tensor<2xf32, #graph.axes<embed>> {group = "g", init = #graph.init<gauss, 0.0, 1.0>}

// -----

func.func private @nameless(%x: tensor<2xf32>) {
  // expected-error@+1 {{operand #0 must be tensor with named axes}}
  %y = graph.exp %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

func.func private @size(%x: tensor<2x8xf32, #graph.axes<batch, embed>>, %w: tensor<9x3xf32, #graph.axes<embed, hidden>>) {
  // expected-error@+1 {{'graph.einsum' op axis "embed" has size 8 in operand 0, but 9 in operand 1; axes of one name must have one size, else rename one of them}}
  %y = graph.einsum %x, %w : (tensor<2x8xf32, #graph.axes<batch, embed>>, tensor<9x3xf32, #graph.axes<embed, hidden>>) -> tensor<2x3xf32, #graph.axes<batch, hidden>>
  return
}

// -----

func.func private @lone(%x: tensor<2x8xf32, #graph.axes<batch, embed>>, %w: tensor<3xf32, #graph.axes<hidden>>) {
  // expected-error@+1 {{axis "embed" occurs only in lhs [batch = 2, embed = 8]; sum it with graph.reduce first}}
  %y = graph.einsum %x, %w : (tensor<2x8xf32, #graph.axes<batch, embed>>, tensor<3xf32, #graph.axes<hidden>>) -> tensor<2x3xf32, #graph.axes<batch, hidden>>
  return
}

// -----

func.func private @extra(%x: tensor<2xf32, #graph.axes<batch>>, %w: tensor<3xf32, #graph.axes<hidden>>) {
  // expected-error@+1 {{the result has the axis "seq", but neither lhs [batch = 2] nor rhs [hidden = 3] has it}}
  %y = graph.einsum %x, %w : (tensor<2xf32, #graph.axes<batch>>, tensor<3xf32, #graph.axes<hidden>>) -> tensor<2x3x4xf32, #graph.axes<batch, hidden, seq>>
  return
}

// -----

func.func private @elements(%x: tensor<2xf32, #graph.axes<batch>>, %y: tensor<2xf64, #graph.axes<batch>>) {
  // expected-error@+1 {{mixes the element types 'f32' and 'f64'; make them equal with graph.cast}}
  %z = graph.add %x, %y : (tensor<2xf32, #graph.axes<batch>>, tensor<2xf64, #graph.axes<batch>>) -> tensor<2xf32, #graph.axes<batch>>
  return
}

// -----

func.func private @lacks(%x: tensor<2x3xf32, #graph.axes<batch, seq>>, %y: tensor<2xf32, #graph.axes<batch>>) {
  // expected-error@+1 {{the result [batch = 2] lacks the axis "seq" of an operand [batch = 2, seq = 3]; sum it with graph.reduce}}
  %z = graph.mul %x, %y : (tensor<2x3xf32, #graph.axes<batch, seq>>, tensor<2xf32, #graph.axes<batch>>) -> tensor<2xf32, #graph.axes<batch>>
  return
}

// -----

func.func private @unknown(%x: tensor<2x3xf32, #graph.axes<batch, seq>>) {
  // expected-error@+1 {{the result [embed = 3] has the axis "embed", which the operand [batch = 2, seq = 3] lacks}}
  %z = graph.reduce sum %x : (tensor<2x3xf32, #graph.axes<batch, seq>>) -> tensor<3xf32, #graph.axes<embed>>
  return
}

// -----

func.func private @shape(%x: tensor<2x3xf32, #graph.axes<batch, seq>>) {
  // expected-error@+1 {{only changes names: the operand [batch = 2, seq = 3] and the result [a = 3, b = 2] must have the same shape}}
  %z = graph.rename %x : (tensor<2x3xf32, #graph.axes<batch, seq>>) -> tensor<3x2xf32, #graph.axes<a, b>>
  return
}

// -----

func.func private @rows(%t: tensor<16x8xf32, #graph.axes<vocab, embed>>, %i: tensor<2xi32, #graph.axes<batch>>) {
  // expected-error@+1 {{the result [embed = 8, batch = 2] must have the axes of the indices [batch = 2], then those of the table [vocab = 16, embed = 8] without 'vocab'}}
  %z = graph.gather %t, %i {axis = "vocab"} : (tensor<16x8xf32, #graph.axes<vocab, embed>>, tensor<2xi32, #graph.axes<batch>>) -> tensor<8x2xf32, #graph.axes<embed, batch>>
  return
}

// -----

func.func private @float_indices(%t: tensor<16x8xf32, #graph.axes<vocab, embed>>, %i: tensor<2xf32, #graph.axes<batch>>) {
  // expected-error@+1 {{the indices must hold integers, but holds 'f32'}}
  %z = graph.gather %t, %i {axis = "vocab"} : (tensor<16x8xf32, #graph.axes<vocab, embed>>, tensor<2xf32, #graph.axes<batch>>) -> tensor<2x8xf32, #graph.axes<batch, embed>>
  return
}

// -----

func.func private @no_axis(%x: tensor<2x8xf32, #graph.axes<batch, embed>>, %s: tensor<8xf32, #graph.axes<embed>>) {
  // expected-error@+1 {{the input has no axis 'hidden'; its axes are [batch = 2, embed = 8]}}
  %y, %r = graph.rms_norm %x, %s {axis = "hidden", eps = 1.0e-5 : f64} : (tensor<2x8xf32, #graph.axes<batch, embed>>, tensor<8xf32, #graph.axes<embed>>) -> (tensor<2x8xf32, #graph.axes<batch, embed>>, tensor<2xf32, #graph.axes<batch>>)
  return
}

// -----

func.func private @statistic(%x: tensor<2x8xf32, #graph.axes<batch, embed>>, %s: tensor<8xf32, #graph.axes<embed>>) {
  // expected-error@+1 {{mean or rstd has the axes [embed = 8], but must have those of the input without its normalised axis, [batch = 2]}}
  %y, %r = graph.rms_norm %x, %s {axis = "embed", eps = 1.0e-5 : f64} : (tensor<2x8xf32, #graph.axes<batch, embed>>, tensor<8xf32, #graph.axes<embed>>) -> (tensor<2x8xf32, #graph.axes<batch, embed>>, tensor<8xf32, #graph.axes<embed>>)
  return
}

// -----

func.func private @odd(%x: tensor<4x7xf32, #graph.axes<seq, head_dim>>) {
  // expected-error@+1 {{rotates pairs, so the axis 'head_dim' must be even, but its size is 7}}
  %y = graph.rope %x {axis = "head_dim", seq_axis = "seq", theta = 10000.0 : f64} : (tensor<4x7xf32, #graph.axes<seq, head_dim>>) -> tensor<4x7xf32, #graph.axes<seq, head_dim>>
  return
}

// -----

func.func private @heads(%q: tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>, %k: tensor<2x4x4x8xf32, #graph.axes<batch, seq, kv_heads, head_dim>>) {
  // expected-error@+1 {{6 query heads do not divide among 4 key heads}}
  %y, %lse = graph.attention %q, %k, %k : (tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>, tensor<2x4x4x8xf32, #graph.axes<batch, seq, kv_heads, head_dim>>, tensor<2x4x4x8xf32, #graph.axes<batch, seq, kv_heads, head_dim>>) -> (tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>, tensor<2x6x4xf32, #graph.axes<batch, heads, seq>>)
  return
}

// -----

!q = tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>
!l = tensor<2x6x4xf32, #graph.axes<batch, heads, seq>>
func.func private @documents(%q: !q, %d: tensor<4x2xi32, #graph.axes<seq, batch>>) {
  // expected-error@+1 {{documents has the axes [seq = 4, batch = 2], but must have those of query as [batch, seq], [batch = 2, seq = 4]}}
  %y, %lse = graph.attention %q, %q, %q, %d : (!q, !q, !q, tensor<4x2xi32, #graph.axes<seq, batch>>) -> (!q, !l)
  return
}

// -----

!q = tensor<2x4x6x8xf32, #graph.axes<batch, seq, heads, head_dim>>
!l = tensor<2x6x4xf32, #graph.axes<batch, heads, seq>>
!d = tensor<2x4xf32, #graph.axes<batch, seq>>
func.func private @document_numbers(%q: !q, %l: !l, %d: !d) {
  // expected-error@+1 {{documents must hold i32, but holds 'f32'}}
  %dq, %dk, %dv = graph.attention_grad %q, %q, %q, %q, %l, %q, %d : (!q, !q, !q, !q, !l, !q, !d) -> (!q, !q, !q)
  return
}

// -----

func.func private @targets(%l: tensor<2x4x16xf32, #graph.axes<batch, seq, vocab>>, %t: tensor<2xi32, #graph.axes<batch>>) {
  // expected-error@+1 {{targets [batch = 2] must have the axes of logits [batch = 2, seq = 4, vocab = 16] without 'vocab'}}
  %y, %lse = graph.cross_entropy %l, %t {axis = "vocab"} : (tensor<2x4x16xf32, #graph.axes<batch, seq, vocab>>, tensor<2xi32, #graph.axes<batch>>) -> (tensor<2xf32, #graph.axes<batch>>, tensor<2xf32, #graph.axes<batch>>)
  return
}

// -----

func.func @undeclared() attributes {graph.entry = "loss"} {
  // expected-error@+1 {{uses @w, which is not a declared variable; declare it with graph.variable}}
  %w = graph.read @w : tensor<2xf32, #graph.axes<embed>>
  return
}

// -----

// expected-note@+1 {{declared here}}
graph.variable parameter @w : tensor<3xf32, #graph.axes<embed>> {group = "g", init = #graph.init<constant, 0.0>}
func.func @mistyped() attributes {graph.entry = "loss"} {
  // expected-error@+1 {{uses @w as 'tensor<2xf32, #graph.axes<embed>>', but it is declared as 'tensor<3xf32, #graph.axes<embed>>'}}
  %w = graph.read @w : tensor<2xf32, #graph.axes<embed>>
  return
}

// -----

func.func private @empty() {
  // expected-error@+1 {{needs at least one addend; a sum of nothing is graph.constant}}
  %w = graph.add_n : () -> tensor<2xf32, #graph.axes<embed>>
  return
}

// -----

func.func private @scalars(%p: tensor<2xf32, #graph.axes<embed>>, %s: tensor<f32>) {
  // expected-error@+1 {{takes its scalars in f64, but one is 'tensor<f32>'; use graph.cast}}
  %a, %b, %c = graph.adamw %p, %p, %p, %p, %s, %s, %s, %s {beta1 = 0.9 : f64, beta2 = 0.95 : f64, eps = 1.0e-8 : f64, weight_decay = 0.1 : f64} : (tensor<2xf32, #graph.axes<embed>>, tensor<2xf32, #graph.axes<embed>>, tensor<2xf32, #graph.axes<embed>>, tensor<2xf32, #graph.axes<embed>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<2xf32, #graph.axes<embed>>, tensor<2xf32, #graph.axes<embed>>, tensor<2xf32, #graph.axes<embed>>)
  return
}

// -----

graph.variable parameter @w : tensor<3xf32, #graph.axes<embed>> {group = "g", init = #graph.init<constant, 0.0>}
func.func private @block(%x: tensor<3xf32, #graph.axes<embed>>) {
  // expected-error@+1 {{belongs in an entry (a function with graph.entry); a block takes what it reads as an argument and returns what is written}}
  %w = graph.read @w : tensor<3xf32, #graph.axes<embed>>
  return
}

// -----

graph.variable parameter @w : tensor<3xf32, #graph.axes<embed>> {group = "g", init = #graph.init<constant, 0.0>}
func.func private @block(%x: tensor<3xf32, #graph.axes<embed>>) {
  // expected-error@+1 {{belongs in an entry}}
  graph.write @w, %x : tensor<3xf32, #graph.axes<embed>>
  return
}

// -----

graph.variable parameter @w : tensor<3xf32, #graph.axes<embed>> {group = "g", init = #graph.init<constant, 0.0>}
func.func private @block(%x: tensor<3xf32, #graph.axes<embed>>) {
  // expected-error@+1 {{belongs in an entry}}
  graph.gradient @w, %x : tensor<3xf32, #graph.axes<embed>>
  return
}

// -----

// expected-error@+1 {{graph.entry must be a string, not 1 : i64}}
func.func @entry() attributes {graph.entry = 1} {
  return
}

// -----

// expected-error@+1 {{graph.entry belongs to a function with a body of one block}}
func.func private @entry() attributes {graph.entry = "loss"}

// -----

// expected-error@+1 {{unknown attribute "graph.fase"; known are graph.entry, graph.model, graph.train, graph.block, graph.phase, graph.instance, graph.forward, graph.repeated}}
func.func private @block() attributes {graph.fase = "forward"}

// -----

// expected-error@+1 {{graph.input must be a string, not unit}}
func.func private @block(tensor<f64> {graph.input})
