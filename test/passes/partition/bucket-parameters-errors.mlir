// RUN: %heddle-opt %s --heddle-bucket-parameters --split-input-file --verify-diagnostics

// Two calls of one block whose parameters lie in unlike buckets.
!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  graph.variable parameter @u : !x {decay, group = "layers.0", init = #graph.init<constant, 0.0>}
  graph.variable parameter @v : !x {decay, group = "layers.0", init = #graph.init<constant, 0.0>}
  graph.variable parameter @w : !x {decay, group = "layers.1", init = #graph.init<constant, 0.0>}
  graph.variable parameter @z : !x {group = "layers.1", init = #graph.init<constant, 0.0>}
  func.func private @block(%p: !x, %q: !x) -> !x attributes {graph.phase = "forward"} {
    %y = graph.add %p, %q : (!x, !x) -> !x
    return %y : !x
  }
  func.func @eval() attributes {graph.entry = "eval"} {
    %u = graph.read @u : !x
    %v = graph.read @v : !x
    // expected-note@below {{the other call}}
    %0 = call @block(%u, %v) {graph.instance = "layers.0"} : (!x, !x) -> !x
    %w = graph.read @w : !x
    %z = graph.read @z : !x
    // expected-error@below {{groups the parameters of @block into other buckets than another call does}}
    %1 = call @block(%w, %z) {graph.instance = "layers.1"} : (!x, !x) -> !x
    return
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // expected-error@below {{has no norm of the gradients; run the optimizer stage first}}
  func.func @train() attributes {graph.entry = "train"} {
    return
  }
}
