// RUN: %heddle-opt %s --heddle-verify-partition --split-input-file --verify-diagnostics

// expected-error@below {{has no mesh; run heddle-apply-plan}}
module {
}

// -----

!x = tensor<4xf32, #graph.axes<a>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 2, mb = 1>} {
  func.func private @block(%x: !x) -> !x {
    // expected-error@below {{without #dist.layout}}
    %y = graph.exp %x : (!x) -> !x
    return %y : !x
  }
}

// -----

!x = tensor<5xf32, #dist.layout<[a @tp]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 2, mb = 1>} {
  func.func private @block(%x: !x) -> !x {
    // expected-error@below {{a = 5 does not divide by (tp) = 2}}
    %y = graph.exp %x : (!x) -> !x
    return %y : !x
  }
}

// -----

!x = tensor<4xf32, #dist.layout<[a], partial = (dp)>>
module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 1, mb = 1>} {
  func.func @eval(%x: !x) -> !x attributes {graph.entry = "eval"} {
    // expected-error@below {{ends a value that is partial over (dp); insert dist.all_reduce before it}}
    return %x : !x
  }
}

// -----

!v = tensor<8x12xf32, #dist.layout<[batch, vocab]>>
!t = tensor<8xi32, #dist.layout<[batch]>>
!r = tensor<8xf32, #dist.layout<[batch]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func private @block(%v: !v, %t: !t) -> !r {
    // expected-error@below {{is left after partition; heddle-decompose-cross-entropy removes it}}
    %loss, %lse = graph.cross_entropy %v, %t {axis = "vocab"} : (!v, !t) -> (!r, !r)
    return %loss : !r
  }
}

// -----

!p = tensor<4xf32, #dist.layout<[a], partial = (mb)>>
!x = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func private @block(%p: !p) -> !x {
    // expected-error@below {{sums over micro-batches within a block; only entries may}}
    %x = dist.accumulate %p : (!p) -> !x
    return %x : !x
  }
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // expected-error@below {{is not in a bucket; heddle-bucket-parameters gathers it}}
  graph.variable moment @m : tensor<4xf32, #dist.layout<[a]>> {group = "g", init = #graph.init<constant, 0.0>}
}
