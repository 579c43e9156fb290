// RUN: %heddle-opt %s --heddle-distribute --split-input-file --verify-diagnostics

// expected-error@below {{has no mesh (dist.mesh); run the stages up to plan first}}
module {
}

// -----

!x = tensor<8x4xf32, #graph.axes<batch, embed>>
!m = tensor<4xf32, #graph.axes<embed>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>, dist.rules = {batch = #dist.mesh_axes<dp, mb>}} {
  // A norm over the batch.
  func.func private @block(%x: !x) -> !x attributes {graph.phase = "forward"} {
    %sum = graph.reduce sum %x : (!x) -> !m
    // expected-error@below {{needs a sum over micro-batches within a block, which is not supported}}
    %y = graph.sub %x, %sum : (!x, !m) -> !x
    return %y : !x
  }
}

// -----

!x = tensor<8x4xf32, #graph.axes<batch, embed>>
!s = tensor<4xf32, #graph.axes<embed>>
!r = tensor<8xf32, #graph.axes<batch>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 2, mb = 1>, dist.rules = {embed = #dist.mesh_axes<tp>}} {
  func.func private @block(%x: !x, %s: !s) -> !x attributes {graph.phase = "forward"} {
    // expected-error@below {{axis 'embed' is split over (tp), but the op couples its elements; remove the rule for 'embed' from the plan}}
    %y, %rstd = graph.rms_norm %x, %s {axis = "embed", eps = 1.0e-5} : (!x, !s) -> (!x, !r)
    return %y : !x
  }
}
