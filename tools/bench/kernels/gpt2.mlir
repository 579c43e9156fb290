// The kernels of a GPT-2 124M layer on 2,048 tokens, of its loss on 512, and of the optimizer on 8 M parameters, for heddle-bench-kernels.

!x = tensor<32x64x768xf32, #graph.axes<batch, seq, embed>>
!hidden = tensor<32x64x3072xf32, #graph.axes<batch, seq, hidden>>
!heads = tensor<32x64x12x64xf32, #graph.axes<batch, seq, heads, head_dim>>
!statistic = tensor<32x64xf32, #graph.axes<batch, seq>>
!embed_vector = tensor<768xf32, #graph.axes<embed>>
!hidden_vector = tensor<3072xf32, #graph.axes<hidden>>
!logits = tensor<8x64x50304xf32, #graph.axes<batch, seq, vocab>>
!token = tensor<8x64xi32, #graph.axes<batch, seq>>
!per_token = tensor<8x64xf32, #graph.axes<batch, seq>>
!table = tensor<1024x768xf32, #graph.axes<vocab, embed>>
!bucket = tensor<8388608xf32, #graph.axes<flat>>

exec.kernel @bias_gelu attributes {rows = ["batch", "seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !hidden, %bias: !hidden_vector):
  %sum = graph.add %x, %bias : (!hidden, !hidden_vector) -> !hidden
  %y = graph.gelu %sum : (!hidden) -> !hidden
  exec.yield %y : !hidden
}

exec.kernel @gelu_grad_bias_grad attributes {rows = ["batch", "seq"], accumulate = array<i1: false, false>, in_place = array<i64: -1, -1>} {
^bb0(%x: !hidden, %dy: !hidden):
  %dx = graph.gelu_grad %x, %dy : (!hidden, !hidden) -> !hidden
  %dbias = graph.reduce sum %dx : (!hidden) -> !hidden_vector
  exec.yield %dx, %dbias : !hidden, !hidden_vector
}

exec.kernel @add_layer_norm attributes {rows = ["batch", "seq"], accumulate = array<i1: false, false, false, false>, in_place = array<i64: -1, -1, -1, -1>} {
^bb0(%x: !x, %delta: !x, %weight: !embed_vector, %bias: !embed_vector):
  %sum = graph.add %x, %delta : (!x, !x) -> !x
  %y, %mean, %rstd = graph.layer_norm %sum, %weight, %bias {axis = "embed", eps = 1.0e-5 : f64} : (!x, !embed_vector, !embed_vector) -> (!x, !statistic, !statistic)
  exec.yield %sum, %y, %mean, %rstd : !x, !x, !statistic, !statistic
}

exec.kernel @layer_norm_grad attributes {rows = ["batch", "seq"], accumulate = array<i1: false, false, false>, in_place = array<i64: -1, -1, -1>} {
^bb0(%x: !x, %weight: !embed_vector, %mean: !statistic, %rstd: !statistic, %dy: !x):
  %d:3 = graph.layer_norm_grad %x, %weight, %mean, %rstd, %dy {axis = "embed"} : (!x, !embed_vector, !statistic, !statistic, !x) -> (!x, !embed_vector, !embed_vector)
  exec.yield %d#0, %d#1, %d#2 : !x, !embed_vector, !embed_vector
}

exec.kernel @rope attributes {rows = ["batch", "seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !heads):
  %y = graph.rope %x {axis = "head_dim", seq_axis = "seq", theta = 10000.0 : f64} : (!heads) -> !heads
  exec.yield %y : !heads
}

exec.kernel @cross_entropy attributes {rows = ["batch", "seq"], accumulate = array<i1: false, false>, in_place = array<i64: -1, -1>} {
^bb0(%x: !logits, %target: !token):
  %max = graph.reduce max %x : (!logits) -> !per_token
  %shifted = graph.sub %x, %max : (!logits, !per_token) -> !logits
  %exp = graph.exp %shifted : (!logits) -> !logits
  %sum = graph.reduce sum %exp : (!logits) -> !per_token
  %log = graph.log %sum : (!per_token) -> !per_token
  %lse = graph.add %max, %log : (!per_token, !per_token) -> !per_token
  %picked = graph.pick %x, %target {axis = "vocab"} : (!logits, !token) -> !per_token
  %loss = graph.sub %lse, %picked : (!per_token, !per_token) -> !per_token
  exec.yield %lse, %loss : !per_token, !per_token
}

exec.kernel @cross_entropy_grad attributes {rows = ["batch", "seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !logits, %lse: !per_token, %target: !token, %dloss: !per_token):
  %dx = graph.cross_entropy_grad %x, %lse, %target, %dloss {axis = "vocab"} : (!logits, !per_token, !token, !per_token) -> !logits
  exec.yield %dx : !logits
}

exec.kernel @adamw attributes {rows = ["flat"], accumulate = array<i1: false, false, false>, in_place = array<i64: 0, 2, 3>} {
^bb0(%p: !bucket, %g: !bucket, %m: !bucket, %v: !bucket, %lr: tensor<f64>, %clip: tensor<f64>, %correction1: tensor<f64>, %correction2: tensor<f64>):
  %n:3 = graph.adamw %p, %g, %m, %v, %lr, %clip, %correction1, %correction2 {beta1 = 0.9 : f64, beta2 = 0.95 : f64, eps = 1.0e-8 : f64, weight_decay = 0.1 : f64}
    : (!bucket, !bucket, !bucket, !bucket, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>) -> (!bucket, !bucket, !bucket)
  exec.yield %n#0, %n#1, %n#2 : !bucket, !bucket, !bucket
}

exec.kernel @sum_squares attributes {rows = ["flat"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: !bucket):
  %sum = graph.sum_squares %x : (!bucket) -> tensor<f64>
  exec.yield %sum : tensor<f64>
}

exec.kernel @init_normal attributes {rows = ["vocab"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%seed: tensor<f64>, %key: i64):
  %w = graph.rng %seed, %key {init = #graph.init<normal, 0.0, 0.02>} : (tensor<f64>, i64) -> !table
  exec.yield %w : !table
}
