// RUN: %heddle-opt %s --heddle-verify-partition --split-input-file --verify-diagnostics

// expected-error@below {{has no mesh (dist.mesh); run the stages up to plan first}}
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

// -----

!w = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // expected-error@below {{has the member @missing, which is no graph.variable}}
  dist.bucket parameter @b : tensor<4xf32, #dist.layout<[flat]>> {group = "g", members = [@missing], offsets = array<i64: 0>, suffix = ""}
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 2, mb = 1>} {
  graph.variable parameter @w : tensor<4xf32, #dist.layout<[a @tp]>> {group = "g", init = #graph.init<constant, 0.0>}
  // expected-error@below {{is split over (), its member @w over (tp)}}
  dist.bucket parameter @b : tensor<4xf32, #dist.layout<[flat]>> {group = "g", members = [@w], offsets = array<i64: 0>, suffix = ""}
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  graph.variable parameter @v : tensor<4xf32, #dist.layout<[a]>> {group = "g", init = #graph.init<constant, 0.0>}
  graph.variable parameter @w : tensor<4xf32, #dist.layout<[a]>> {group = "g", init = #graph.init<constant, 0.0>}
  // expected-error@below {{has @w at 3; members lie one after the other, so it must be at 4}}
  dist.bucket parameter @b : tensor<8xf32, #dist.layout<[flat]>> {group = "g", members = [@v, @w], offsets = array<i64: 0, 3>, suffix = ""}
}

// -----

// A moment is a shard, and has the offsets of the whole.

module attributes {dist.mesh = #dist.mesh<dp = 4, pp = 1, tp = 1, mb = 1>} {
  graph.variable parameter @w : tensor<6xf32, #dist.layout<[a]>> {group = "g", init = #graph.init<constant, 0.0>}
  dist.bucket moment @m : tensor<8xf32, #dist.layout<[flat @dp]>> {group = "g", members = [@w], offsets = array<i64: 0>, suffix = "moment1"}
  // expected-error@below {{has 12 elements on a device; its members have 6, which dp pads to 8}}
  dist.bucket parameter @b : tensor<12xf32, #dist.layout<[flat]>> {group = "g", members = [@w], offsets = array<i64: 0>, suffix = ""}
}
