// RUN: %heddle-opt %s --heddle-outline-kernels | FileCheck %s

!x = tensor<8x4xf32, #dist.layout<[batch @dp @mb, embed]>>
!i = tensor<8xi32, #dist.layout<[batch @dp @mb]>>
!table = tensor<16x4xf32, #dist.layout<[vocab @tp, embed]>>
!rows = tensor<8x4xf32, #dist.layout<[batch @dp @mb, embed], partial = (tp)>>
!gp = tensor<4xf32, #dist.layout<[embed], partial = (dp, mb)>>
!flat = tensor<4xf32, #dist.layout<[flat], partial = (dp, mb)>>

module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 2, mb = 2>} {
  // Types of one device and micro-batch; equal kernels are one.
  // CHECK-LABEL: func.func private @neg
  func.func private @neg(%x: !x) -> !x {
    // CHECK-COUNT-2: dist.region {{.*}}exec.kernel = @k0
    %a = dist.region %x rows ["batch"] : (!x) -> !x {
    ^bb0(%b: !x):
      %c = graph.neg %b : (!x) -> !x
      dist.yield %c : !x
    }
    %d = dist.region %a rows ["batch"] : (!x) -> !x {
    ^bb0(%b: !x):
      %c = graph.neg %b : (!x) -> !x
      dist.yield %c : !x
    }
    return %d : !x
  }

  // A device that holds a part of the table must know which: the offset is a scalar.
  // CHECK-LABEL: func.func private @gather
  func.func private @gather(%t: !table, %i: !i) -> !rows {
    // CHECK: dist.region {{.*}}exec.kernel = @k1
    %a = dist.region %t, %i rows ["batch"] : (!table, !i) -> !rows {
    ^bb0(%b: !table, %c: !i):
      %d = graph.gather %b, %c {axis = "vocab"} : (!table, !i) -> !rows
      dist.yield %d : !rows
    }
    return %a : !rows
  }

  // A result that is added into the caller's bucket says so, and is not shared with one that is not.
  // CHECK-LABEL: func.func private @bias
  func.func private @bias(%x: !x) -> (!flat, !gp) attributes {exec.accumulate = array<i1: true, false>} {
    // CHECK: dist.region {{.*}}exec.kernel = @k2
    // CHECK: dist.region {{.*}}exec.kernel = @k3
    %a = dist.region %x rows ["batch"] : (!x) -> !gp {
    ^bb0(%b: !x):
      %c = graph.reduce sum %b : (!x) -> !gp
      dist.yield %c : !gp
    }
    %d = dist.region %x rows ["batch"] : (!x) -> !gp {
    ^bb0(%b: !x):
      %c = graph.reduce sum %b : (!x) -> !gp
      dist.yield %c : !gp
    }
    %p = dist.pack %a {offsets = array<i64: 0>} : (!gp) -> !flat
    return %p, %d : !flat, !gp
  }

  // CHECK: exec.kernel @k0 attributes {accumulate = array<i1: false>, exec.description = "neg", exec.offsets = [], in_place = array<i64: -1>, rows = ["batch"]}
  // CHECK-NEXT: ^bb0(%{{.*}}: tensor<2x4xf32, #graph.axes<batch, embed>>):
  // CHECK: exec.kernel @k1 {{.*}}exec.offsets = {{\[\[}}#exec.term<tp * 8>{{\]\]}}
  // CHECK-NEXT: ^bb0(%[[T:.*]]: tensor<8x4xf32, #graph.axes<vocab, embed>>, %[[I:.*]]: tensor<2xi32, #graph.axes<batch>>, %[[OFFSET:.*]]: index):
  // CHECK-NEXT: graph.gather %[[T]], %[[I]]{{.*}}%[[OFFSET]]
  // CHECK: exec.kernel @k2 attributes {accumulate = array<i1: true>
  // CHECK: exec.kernel @k3 attributes {accumulate = array<i1: false>
}
