// The vector-Jacobian product of each op: one block per op, summed to the loss. The arguments of a backward function are saved
// values, arguments of the block, gradients of results.
// RUN: %heddle-opt %s --heddle-autodiff --heddle-verify-autodiff | FileCheck %s

#s = #graph.axes<>
#v = #graph.axes<embed>
#m = #graph.axes<batch, embed>
#t = #graph.axes<embed, batch>
#q = #graph.axes<batch, seq, heads, head_dim>

module {
  graph.variable parameter @v : tensor<4xf32, #v> {group = "ops", init = #graph.init<constant, 1.0>}
  graph.variable parameter @v2 : tensor<4xf32, #v> {group = "ops", init = #graph.init<constant, 1.0>}
  graph.variable parameter @m : tensor<2x4xf32, #m> {group = "ops", init = #graph.init<constant, 1.0>}
  graph.variable parameter @t : tensor<4x2xf32, #t> {group = "ops", init = #graph.init<constant, 1.0>}
  graph.variable parameter @q : tensor<1x2x4x2xf32, #q> {group = "ops", init = #graph.init<constant, 1.0>}

  // CHECK-LABEL: func.func private @neg.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.neg %[[G]]
  func.func private @neg(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "neg", graph.phase = "forward"} {
    %y = graph.neg %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @exp.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.mul %[[G]], %arg0
  func.func private @exp(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "exp", graph.phase = "forward"} {
    %y = graph.exp %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @log.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.div %[[G]], %arg0
  func.func private @log(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "log", graph.phase = "forward"} {
    %y = graph.log %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @sqrt.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[Q:.*]] = graph.div %[[G]], %arg0
  // CHECK-NEXT: graph.scale %[[Q]] {factor = 5.000000e-01 : f64}
  func.func private @sqrt(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "sqrt", graph.phase = "forward"} {
    %y = graph.sqrt %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @rsqrt.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[SQ:.*]] = graph.mul %arg0, %arg0
  // CHECK-NEXT: %[[CU:.*]] = graph.mul %[[SQ]], %arg0
  // CHECK-NEXT: %[[P:.*]] = graph.mul %[[G]], %[[CU]]
  // CHECK-NEXT: graph.scale %[[P]] {factor = -5.000000e-01 : f64}
  func.func private @rsqrt(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "rsqrt", graph.phase = "forward"} {
    %y = graph.rsqrt %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @tanh.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[SQ:.*]] = graph.mul %arg0, %arg0
  // CHECK-NEXT: %[[P:.*]] = graph.mul %[[G]], %[[SQ]]
  // CHECK-NEXT: graph.sub %[[G]], %[[P]]
  func.func private @tanh(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "tanh", graph.phase = "forward"} {
    %y = graph.tanh %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @sigmoid.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[SQ:.*]] = graph.mul %arg0, %arg0
  // CHECK-NEXT: %[[D:.*]] = graph.sub %arg0, %[[SQ]]
  // CHECK-NEXT: graph.mul %[[G]], %[[D]]
  func.func private @sigmoid(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "sigmoid", graph.phase = "forward"} {
    %y = graph.sigmoid %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @relu.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.step_mask %arg0, %[[G]]
  func.func private @relu(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "relu", graph.phase = "forward"} {
    %y = graph.relu %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @gelu.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.gelu_grad %arg0, %[[G]]
  func.func private @gelu(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "gelu", graph.phase = "forward"} {
    %y = graph.gelu %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @silu.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.silu_grad %arg0, %[[G]]
  func.func private @silu(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "silu", graph.phase = "forward"} {
    %y = graph.silu %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @scale.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.scale %[[G]] {factor = 3.000000e+00 : f64}
  func.func private @scale(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "scale", graph.phase = "forward"} {
    %y = graph.scale %x {factor = 3.0 : f64} : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @cast.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[D:.*]] = graph.cast %[[G]] : {{.*}} -> tensor<4xf64
  // CHECK-NEXT: graph.cast %[[D]] : {{.*}} -> tensor<4xf32
  func.func private @cast(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "cast", graph.phase = "forward"} {
    %y = graph.cast %x : (tensor<4xf32, #v>) -> tensor<4xf64, #v>
    %z = graph.cast %y : (tensor<4xf64, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %z : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @add.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[B:.*]] = graph.reduce sum %[[G]]
  // CHECK-NEXT: return %[[G]], %[[B]]
  func.func private @add(%a: tensor<2x4xf32, #m>, %b: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "add", graph.phase = "forward"} {
    %y = graph.add %a, %b : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @sub.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[R:.*]] = graph.reduce sum %[[G]]
  // CHECK-NEXT: %[[B:.*]] = graph.neg %[[R]]
  // CHECK-NEXT: return %[[G]], %[[B]]
  func.func private @sub(%a: tensor<2x4xf32, #m>, %b: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "sub", graph.phase = "forward"} {
    %y = graph.sub %a, %b : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @mul.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[A:.*]] = graph.mul %[[G]], %arg1
  // CHECK-NEXT: %[[P:.*]] = graph.mul %[[G]], %arg0
  // CHECK-NEXT: %[[B:.*]] = graph.reduce sum %[[P]]
  // CHECK-NEXT: return %[[A]], %[[B]]
  func.func private @mul(%a: tensor<2x4xf32, #m>, %b: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "mul", graph.phase = "forward"} {
    %y = graph.mul %a, %b : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @div.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[A:.*]] = graph.div %[[G]], %arg1
  // CHECK-NEXT: %[[P:.*]] = graph.mul %[[A]], %arg0
  // CHECK-NEXT: %[[R:.*]] = graph.reduce sum %[[P]]
  // CHECK-NEXT: %[[B:.*]] = graph.neg %[[R]]
  // CHECK-NEXT: return %[[A]], %[[B]]
  func.func private @div(%a: tensor<2x4xf32, #m>, %b: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "div", graph.phase = "forward"} {
    %y = graph.div %a, %b : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @maximum.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[D:.*]] = graph.sub %arg0, %arg1
  // CHECK-NEXT: %[[A:.*]] = graph.step_mask %[[D]], %[[G]]
  // CHECK-NEXT: %[[P:.*]] = graph.sub %[[G]], %[[A]]
  // CHECK-NEXT: %[[B:.*]] = graph.reduce sum %[[P]]
  // CHECK-NEXT: return %[[A]], %[[B]]
  func.func private @maximum(%a: tensor<2x4xf32, #m>, %b: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "maximum", graph.phase = "forward"} {
    %y = graph.maximum %a, %b : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @minimum.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[D:.*]] = graph.sub %arg1, %arg0
  // CHECK-NEXT: %[[A:.*]] = graph.step_mask %[[D]], %[[G]]
  // CHECK-NEXT: %[[P:.*]] = graph.sub %[[G]], %[[A]]
  // CHECK-NEXT: %[[B:.*]] = graph.reduce sum %[[P]]
  // CHECK-NEXT: return %[[A]], %[[B]]
  func.func private @minimum(%a: tensor<2x4xf32, #m>, %b: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "minimum", graph.phase = "forward"} {
    %y = graph.minimum %a, %b : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @step_mask.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[P:.*]] = graph.step_mask %arg0, %[[G]]
  // CHECK-NEXT: %[[B:.*]] = graph.reduce sum %[[P]]
  // The mask itself has the gradient zero.
  // CHECK-NEXT: %[[A:.*]] = graph.constant {value = 0.0
  // CHECK-NEXT: return %[[A]], %[[B]]
  func.func private @step_mask(%a: tensor<2x4xf32, #m>, %b: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "step_mask", graph.phase = "forward"} {
    %y = graph.step_mask %a, %b : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @add_n.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[X:.*]] = graph.add %[[G]], %[[G]]
  // CHECK-NEXT: return %[[X]], %[[G]]
  func.func private @add_n(%x: tensor<4xf32, #v>, %w: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "add_n", graph.phase = "forward"} {
    %y = graph.add_n %x, %w, %x : (tensor<4xf32, #v>, tensor<4xf32, #v>, tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %sum = graph.reduce sum %y : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @broadcast.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.reduce sum %[[G]]
  func.func private @broadcast(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "broadcast", graph.phase = "forward"} {
    %y = graph.broadcast %x : (tensor<4xf32, #v>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @transposed.bwd
  // An operand with its axes in another order gets its gradient in its own order.
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.mul %[[G]], %arg1
  // CHECK-NEXT: %[[P:.*]] = graph.mul %[[G]], %arg0
  // CHECK-NEXT: graph.reduce sum %[[P]] : (tensor<2x4xf32, #{{.*}}>) -> tensor<4x2xf32
  func.func private @transposed(%x: tensor<2x4xf32, #m>, %w: tensor<4x2xf32, #t>) -> tensor<f32, #s> attributes {graph.block = "transposed", graph.phase = "forward"} {
    %y = graph.mul %x, %w : (tensor<2x4xf32, #m>, tensor<4x2xf32, #t>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @rename.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.rename %[[G]] : {{.*}} -> tensor<4xf32, #graph.axes<embed>>
  func.func private @rename(%x: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "rename", graph.phase = "forward"} {
    %y = graph.rename %x : (tensor<4xf32, #v>) -> tensor<4xf32, #graph.axes<other>>
    %sum = graph.reduce sum %y : (tensor<4xf32, #graph.axes<other>>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @einsum.bwd
  // CHECK: %[[W:.*]] = graph.rename %arg1
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[A:.*]] = graph.einsum %[[G]], %[[W]]
  // CHECK-NEXT: %[[B:.*]] = graph.einsum %arg0, %[[G]]
  // CHECK-NEXT: %[[C:.*]] = graph.rename %[[B]]
  // CHECK-NEXT: return %[[A]], %[[C]]
  func.func private @einsum(%x: tensor<2x4xf32, #m>, %w: tensor<4x2xf32, #t>) -> tensor<f32, #s> attributes {graph.block = "einsum", graph.phase = "forward"} {
    %r = graph.rename %w : (tensor<4x2xf32, #t>) -> tensor<4x2xf32, #graph.axes<embed, hidden>>
    %y = graph.einsum %x, %r : (tensor<2x4xf32, #m>, tensor<4x2xf32, #graph.axes<embed, hidden>>) -> tensor<2x2xf32, #graph.axes<batch, hidden>>
    %sum = graph.reduce sum %y : (tensor<2x2xf32, #graph.axes<batch, hidden>>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @gather.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.scatter_add %[[G]], %arg0 {axis = "batch"}
  func.func private @gather(%x: tensor<2x4xf32, #m>, %i: tensor<3xi32, #graph.axes<seq>>) -> tensor<f32, #s> attributes {graph.block = "gather", graph.phase = "forward"} {
    %y = graph.gather %x, %i {axis = "batch"} : (tensor<2x4xf32, #m>, tensor<3xi32, #graph.axes<seq>>) -> tensor<3x4xf32, #graph.axes<seq, embed>>
    %sum = graph.reduce sum %y : (tensor<3x4xf32, #graph.axes<seq, embed>>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @scatter_add.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.gather %[[G]], %arg0 {axis = "vocab"}
  func.func private @scatter_add(%x: tensor<2x4xf32, #m>, %i: tensor<2xi32, #graph.axes<batch>>) -> tensor<f32, #s> attributes {graph.block = "scatter_add", graph.phase = "forward"} {
    %y = graph.scatter_add %x, %i {axis = "vocab"} : (tensor<2x4xf32, #m>, tensor<2xi32, #graph.axes<batch>>) -> tensor<9x4xf32, #graph.axes<vocab, embed>>
    %sum = graph.reduce sum %y : (tensor<9x4xf32, #graph.axes<vocab, embed>>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @layer_norm.bwd
  // CHECK-SAME: (%[[MEAN:.*]]: {{.*}}, %[[RSTD:.*]]: {{.*}}, %[[X:.*]]: {{.*}}, %[[A:.*]]: {{.*}}, %{{.*}}: tensor<f32
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.layer_norm_grad %[[X]], %[[A]], %[[MEAN]], %[[RSTD]], %[[G]] {axis = "embed"}
  func.func private @layer_norm(%x: tensor<2x4xf32, #m>, %a: tensor<4xf32, #v>, %b: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "layer_norm", graph.phase = "forward"} {
    %y, %mean, %rstd = graph.layer_norm %x, %a, %b {axis = "embed", eps = 1.0e-5 : f64} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>, tensor<4xf32, #v>) -> (tensor<2x4xf32, #m>, tensor<2xf32, #graph.axes<batch>>, tensor<2xf32, #graph.axes<batch>>)
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @rms_norm.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.rms_norm_grad %arg1, %arg2, %arg0, %[[G]] {axis = "embed"}
  func.func private @rms_norm(%x: tensor<2x4xf32, #m>, %a: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "rms_norm", graph.phase = "forward"} {
    %y, %rstd = graph.rms_norm %x, %a {axis = "embed", eps = 1.0e-5 : f64} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> (tensor<2x4xf32, #m>, tensor<2xf32, #graph.axes<batch>>)
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @rope.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.rope %[[G]] {axis = "embed", inverse, seq_axis = "batch", theta = 1.000000e+04 : f64}
  func.func private @rope(%x: tensor<2x4xf32, #m>) -> tensor<f32, #s> attributes {graph.block = "rope", graph.phase = "forward"} {
    %y = graph.rope %x {axis = "embed", seq_axis = "batch", theta = 1.0e4 : f64} : (tensor<2x4xf32, #m>) -> tensor<2x4xf32, #m>
    %sum = graph.reduce sum %y : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @attention.bwd
  // CHECK-SAME: (%[[Y:.*]]: {{.*}}, %[[LSE:.*]]: {{.*}}, %[[Q:.*]]: {{.*}}, %{{.*}}: tensor<f32
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: %[[DQ:.*]], %[[DK:.*]], %[[DV:.*]] = graph.attention_grad %[[Q]], %[[Q]], %[[Q]], %[[Y]], %[[LSE]], %[[G]] {causal}
  // CHECK-NEXT: graph.add_n %[[DQ]], %[[DK]], %[[DV]]
  func.func private @attention(%q: tensor<1x2x4x2xf32, #q>) -> tensor<f32, #s> attributes {graph.block = "attention", graph.phase = "forward"} {
    %y, %lse = graph.attention %q, %q, %q {causal} : (tensor<1x2x4x2xf32, #q>, tensor<1x2x4x2xf32, #q>, tensor<1x2x4x2xf32, #q>) -> (tensor<1x2x4x2xf32, #q>, tensor<1x4x2xf32, #graph.axes<batch, heads, seq>>)
    %sum = graph.reduce sum %y : (tensor<1x2x4x2xf32, #q>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // Documents are no numbers: they have no gradient, and the gradients of the others need them.
  // CHECK-LABEL: func.func private @documents.bwd
  // CHECK-SAME: (%[[Y:.*]]: {{.*}}, %[[LSE:.*]]: {{.*}}, %[[Q:.*]]: {{.*}}, %[[D:.*]]: tensor<1x2xi32, {{.*}}>, %{{.*}}: tensor<f32
  // CHECK: graph.attention_grad %[[Q]], %[[Q]], %[[Q]], %[[Y]], %[[LSE]], %{{.*}}, %[[D]] {causal}
  func.func private @documents(%q: tensor<1x2x4x2xf32, #q>, %d: tensor<1x2xi32, #graph.axes<batch, seq>>) -> tensor<f32, #s> attributes {graph.block = "documents", graph.phase = "forward"} {
    %y, %lse = graph.attention %q, %q, %q, %d {causal} : (tensor<1x2x4x2xf32, #q>, tensor<1x2x4x2xf32, #q>, tensor<1x2x4x2xf32, #q>, tensor<1x2xi32, #graph.axes<batch, seq>>) -> (tensor<1x2x4x2xf32, #q>, tensor<1x4x2xf32, #graph.axes<batch, heads, seq>>)
    %sum = graph.reduce sum %y : (tensor<1x2x4x2xf32, #q>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // CHECK-LABEL: func.func private @cross_entropy.bwd
  // CHECK: %[[G:.*]] = graph.broadcast
  // CHECK-NEXT: graph.cross_entropy_grad %arg1, %arg0, %arg2, %[[G]] {axis = "embed"}
  func.func private @cross_entropy(%x: tensor<2x4xf32, #m>, %t: tensor<2xi32, #graph.axes<batch>>) -> tensor<f32, #s> attributes {graph.block = "cross_entropy", graph.phase = "forward"} {
    %y, %lse = graph.cross_entropy %x, %t {axis = "embed"} : (tensor<2x4xf32, #m>, tensor<2xi32, #graph.axes<batch>>) -> (tensor<2xf32, #graph.axes<batch>>, tensor<2xf32, #graph.axes<batch>>)
    %sum = graph.reduce sum %y : (tensor<2xf32, #graph.axes<batch>>) -> tensor<f32, #s>
    return %sum : tensor<f32, #s>
  }

  // The loss is a sum in the entry, so each block gets the seed; the gradients of a parameter are summed by one op.
  // CHECK-LABEL: func.func @train
  // CHECK: %[[SEED:.*]] = call @loss_seed
  // CHECK: call @cross_entropy.bwd({{.*}}, %[[SEED]])
  // CHECK: call @neg.bwd(%[[SEED]])
  // CHECK-COUNT-5: graph.gradient
  func.func @loss(%i: tensor<3xi32, #graph.axes<seq>> {graph.input = "tokens"}, %i2: tensor<2xi32, #graph.axes<batch>> {graph.input = "targets"}, %i12: tensor<1x2xi32, #graph.axes<batch, seq>> {graph.input = "documents"}, %weight: tensor<f32, #s> {graph.input = "weights"})
      -> (tensor<f32, #s> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %v = graph.read @v : tensor<4xf32, #v>
    %v2 = graph.read @v2 : tensor<4xf32, #v>
    %m = graph.read @m : tensor<2x4xf32, #m>
    %t = graph.read @t : tensor<4x2xf32, #t>
    %q = graph.read @q : tensor<1x2x4x2xf32, #q>
    %neg = func.call @neg(%v) {graph.instance = "neg"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %exp = func.call @exp(%v) {graph.instance = "exp"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %log = func.call @log(%v) {graph.instance = "log"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %sqrt = func.call @sqrt(%v) {graph.instance = "sqrt"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %rsqrt = func.call @rsqrt(%v) {graph.instance = "rsqrt"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %tanh = func.call @tanh(%v) {graph.instance = "tanh"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %sigmoid = func.call @sigmoid(%v) {graph.instance = "sigmoid"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %relu = func.call @relu(%v) {graph.instance = "relu"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %gelu = func.call @gelu(%v) {graph.instance = "gelu"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %silu = func.call @silu(%v) {graph.instance = "silu"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %scale = func.call @scale(%v) {graph.instance = "scale"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %cast = func.call @cast(%v) {graph.instance = "cast"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %add = func.call @add(%m, %v) {graph.instance = "add"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %sub = func.call @sub(%m, %v) {graph.instance = "sub"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %mul = func.call @mul(%m, %v) {graph.instance = "mul"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %div = func.call @div(%m, %v) {graph.instance = "div"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %maximum = func.call @maximum(%m, %v) {graph.instance = "maximum"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %minimum = func.call @minimum(%m, %v) {graph.instance = "minimum"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %step_mask = func.call @step_mask(%m, %v) {graph.instance = "step_mask"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %add_n = func.call @add_n(%v, %v2) {graph.instance = "add_n"} : (tensor<4xf32, #v>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %broadcast = func.call @broadcast(%v) {graph.instance = "broadcast"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %transposed = func.call @transposed(%m, %t) {graph.instance = "transposed"} : (tensor<2x4xf32, #m>, tensor<4x2xf32, #t>) -> tensor<f32, #s>
    %rename = func.call @rename(%v) {graph.instance = "rename"} : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %einsum = func.call @einsum(%m, %t) {graph.instance = "einsum"} : (tensor<2x4xf32, #m>, tensor<4x2xf32, #t>) -> tensor<f32, #s>
    %gather = func.call @gather(%m, %i) {graph.instance = "gather"} : (tensor<2x4xf32, #m>, tensor<3xi32, #graph.axes<seq>>) -> tensor<f32, #s>
    %scatter_add = func.call @scatter_add(%m, %i2) {graph.instance = "scatter_add"} : (tensor<2x4xf32, #m>, tensor<2xi32, #graph.axes<batch>>) -> tensor<f32, #s>
    %layer_norm = func.call @layer_norm(%m, %v, %v2) {graph.instance = "layer_norm"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %rms_norm = func.call @rms_norm(%m, %v) {graph.instance = "rms_norm"} : (tensor<2x4xf32, #m>, tensor<4xf32, #v>) -> tensor<f32, #s>
    %rope = func.call @rope(%m) {graph.instance = "rope"} : (tensor<2x4xf32, #m>) -> tensor<f32, #s>
    %attention = func.call @attention(%q) {graph.instance = "attention"} : (tensor<1x2x4x2xf32, #q>) -> tensor<f32, #s>
    %documents = func.call @documents(%q, %i12) {graph.instance = "documents"} : (tensor<1x2x4x2xf32, #q>, tensor<1x2xi32, #graph.axes<batch, seq>>) -> tensor<f32, #s>
    %cross_entropy = func.call @cross_entropy(%m, %i2) {graph.instance = "cross_entropy"} : (tensor<2x4xf32, #m>, tensor<2xi32, #graph.axes<batch>>) -> tensor<f32, #s>
    %loss = graph.add_n %neg, %exp, %log, %sqrt, %rsqrt, %tanh, %sigmoid, %relu, %gelu, %silu, %scale, %cast, %add, %sub, %mul, %div, %maximum, %minimum, %step_mask, %add_n, %broadcast, %transposed, %rename, %einsum, %gather, %scatter_add, %layer_norm, %rms_norm, %rope, %attention, %documents, %cross_entropy : (tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>, tensor<f32, #s>) -> tensor<f32, #s>
    return %loss, %weight : tensor<f32, #s>, tensor<f32, #s>
  }
}
