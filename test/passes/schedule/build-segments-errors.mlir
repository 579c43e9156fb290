// RUN: %heddle-opt %s --heddle-mark-blocks --heddle-build-segments --split-input-file --verify-diagnostics

!x = tensor<4x8xf32, #dist.layout<[batch @mb, embed]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func private @block(%x: !x) -> !x {
    // expected-error@below {{cannot become an instruction; regions, contractions, attention and collectives can}}
    %y = graph.neg %x : (!x) -> !x
    return %y : !x
  }
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    %y = call @block(%x) : (!x) -> !x
    return
  }
}

// -----

// A sum over micro-batches that no instruction can add up: the argument is returned as it is.

!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>
!g = tensor<8xf32, #dist.layout<[flat]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  // expected-error@below {{a value that is summed over micro-batches must be made by a contraction or a fused region of its own}}
  func.func private @block(%x: !gp) -> !gp {
    return %x : !gp
  }
  func.func @train(%x: !gp) attributes {graph.entry = "train"} {
    %y = call @block(%x) : (!gp) -> !gp
    %g = dist.accumulate %y : (!gp) -> !g
    return
  }
}

// -----

!gpp = tensor<8xf32, #dist.layout<[flat], partial = (dp, mb)>>
!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>
!g = tensor<8xf32, #dist.layout<[flat]>>
module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 1, mb = 2>} {
  func.func private @block(%x: !gpp) -> (!gp, !gpp) {
    // expected-error@below {{its result is summed over micro-batches, which only contractions and fused regions can do}}
    %y = dist.all_reduce %x over <dp> : !gpp -> !gp
    return %y, %x : !gp, !gpp
  }
  func.func @train(%x: !gpp) attributes {graph.entry = "train"} {
    %y:2 = call @block(%x) : (!gpp) -> (!gp, !gpp)
    %g = dist.accumulate %y#0 : (!gp) -> !g
    return
  }
}

// -----

!p = tensor<8xf32, #dist.layout<[flat], partial = (dp)>>
!s = tensor<8xf32, #dist.layout<[flat @dp]>>
module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 1, mb = 1>} {
  func.func private @block(%x: !p) -> (!s, !p) {
    // expected-error@below {{scatters an argument of its block only, in place}}
    %y = dist.reduce_scatter %x over <dp> : !p -> !s
    return %y, %x : !s, !p
  }
  func.func @train(%x: !p) attributes {graph.entry = "train"} {
    %y:2 = call @block(%x) : (!p) -> (!s, !p)
    return
  }
}

// -----

// The contracted axes stand in another order in each operand.

!a = tensor<4x3x8xf32, #dist.layout<[batch, heads, dim]>>
!b = tensor<8x3x5xf32, #dist.layout<[dim, heads, out]>>
!c = tensor<4x5xf32, #dist.layout<[batch, out]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func private @block(%a: !a, %b: !b) -> !c {
    // expected-error@below {{this contraction is not a matrix product of its operands as they lie in memory; hint: write the contracted axes of both operands next to one another and in the same order}}
    %c = graph.einsum %a, %b : (!a, !b) -> !c
    return %c : !c
  }
  func.func @train(%a: !a, %b: !b) attributes {graph.entry = "train"} {
    %c = call @block(%a, %b) : (!a, !b) -> !c
    return
  }
}
