// RUN: %heddle-opt %s --heddle-verify-fuse -split-input-file -verify-diagnostics

!x = tensor<8x4xf32, #dist.layout<[seq, embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func @outside(%x: !x) -> !x {
    // expected-error @below {{computes outside of a region; run heddle-form-regions}}
    %y = graph.neg %x : (!x) -> !x
    return %y : !x
  }
}

// -----

!x = tensor<8x4xf32, #dist.layout<[seq, embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func @row(%x: !x) -> !x {
    // expected-error @below {{loops over the row "batch", which none of its tensors has}}
    %y = dist.region %x rows ["batch"] : (!x) -> !x {
    ^bb0(%a: !x):
      %b = graph.neg %a : (!x) -> !x
      dist.yield %b : !x
    }
    return %y : !x
  }
}

// -----

!t = tensor<16x4xf32, #dist.layout<[vocab, embed]>>
!i = tensor<8xi32, #dist.layout<[seq]>>
!x = tensor<8x4xf32, #dist.layout<[seq, embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func @indices(%t: !t, %i: !i) -> !x {
    %y = dist.region %t, %i rows [] : (!t, !i) -> !x {
    ^bb0(%a: !t, %b: !i):
      // expected-error @below {{needs "seq" among the rows of its region}}
      %c = graph.gather %a, %b {axis = "vocab"} : (!t, !i) -> !x
      dist.yield %c : !x
    }
    return %y : !x
  }
}
