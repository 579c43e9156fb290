// RUN: %heddle-opt %s --heddle-mark-blocks --split-input-file --verify-diagnostics

!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>
!g = tensor<8xf32, #dist.layout<[flat]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  // expected-note@below {{the block}}
  func.func private @bwd(%x: !gp) -> !gp {
    return %x : !gp
  }
  func.func @train(%x: !gp) attributes {graph.entry = "train"} {
    %a = call @bwd(%x) : (!gp) -> !gp
    %g = dist.accumulate %a : (!gp) -> !g
    // expected-error@below {{stores arguments or results of @bwd unlike an earlier call of it}}
    %b = call @bwd(%x) : (!gp) -> !gp
    return
  }
}

// -----

!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>
!g = tensor<8xf32, #dist.layout<[flat]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  func.func private @bwd(%x: !gp) -> !gp {
    return %x : !gp
  }
  func.func private @use(%x: !gp) {
    return
  }
  func.func @train(%x: !gp) attributes {graph.entry = "train"} {
    // expected-error@below {{result 0 is summed over micro-batches and also used in another way}}
    %a = call @bwd(%x) : (!gp) -> !gp
    %g = dist.accumulate %a : (!gp) -> !g
    call @use(%a) : (!gp) -> ()
    return
  }
}

// -----

// The sum of stage 0 is overwritten by the sum of both, but still read.

!n = tensor<f64, #dist.layout<[]>>
!np = tensor<f64, #dist.layout<[], partial = (pp)>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 1>} {
  func.func private @norm() -> !n {
    %r = dist.region rows [] : () -> !n {
      %z = graph.constant {value = 0.0 : f64} : () -> !n
      dist.yield %z : !n
    }
    return %r : !n
  }
  func.func private @use(%x: !n) {
    return
  }
  func.func private @all_reduce(%x: !np) -> !n {
    %r = dist.all_reduce %x over <pp> : !np -> !n
    return %r : !n
  }
  func.func @train() attributes {graph.entry = "train"} {
    %a = call @norm() : () -> !n
    %b = call @norm() : () -> !n
    %j = dist.join %a, %b : (!n, !n) -> !np
    // expected-error@below {{overwrites an operand that is used after it}}
    %c = call @all_reduce(%j) : (!np) -> !n
    call @use(%a) : (!n) -> ()
    return
  }
}
