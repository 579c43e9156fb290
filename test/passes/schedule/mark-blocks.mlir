// RUN: %heddle-opt %s --heddle-mark-blocks | FileCheck %s

// A step of ZeRO 1 on one bucket.

!x = tensor<8x16xf32, #dist.layout<[batch @dp @mb, flat]>>
!w = tensor<16xf32, #dist.layout<[flat]>>
!shard = tensor<16xf32, #dist.layout<[flat @dp]>>
!sum = tensor<16xf32, #dist.layout<[flat], partial = (dp)>>
!gp = tensor<16xf32, #dist.layout<[flat], partial = (dp, mb)>>
!n = tensor<f64, #dist.layout<[]>>

module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 1, mb = 2>} {
  dist.bucket parameter @w : !w {group = "layers", suffix = "", members = [], offsets = array<i64>}

  // The gradient is added into its buffer, the other result is not.
  // CHECK: func.func private @bwd
  // CHECK-SAME: exec.accumulate = array<i1: false, true>, exec.in_place = array<i64: -1, -1>, exec.own_shard = array<i1: false, false>
  func.func private @bwd(%x: !x, %w: !w) -> (!x, !gp) {
    %r:2 = dist.region %x rows [] : (!x) -> (!x, !gp) {
    ^bb0(%a: !x):
      %b = graph.neg %a : (!x) -> !x
      %g = graph.reduce sum %a : (!x) -> !gp
      dist.yield %b, %g : !x, !gp
    }
    return %r#0, %r#1 : !x, !gp
  }
  // Collectives work in place.
  // CHECK: func.func private @reduce_scatter
  // CHECK-SAME: exec.in_place = array<i64: 0>
  func.func private @reduce_scatter(%g: !sum) -> !shard {
    %r = dist.reduce_scatter %g over <dp> : !sum -> !shard
    return %r : !shard
  }
  // The parameter's shard and what reduce-scatter left are parts of larger buffers. The parameter is updated in place,
  // through the region.
  // CHECK: func.func private @update
  // CHECK-SAME: exec.in_place = array<i64: 0, 2, 3>, exec.own_shard = array<i1: true, true, false, false, false>
  func.func private @update(%p: !shard, %g: !shard, %m1: !shard, %m2: !shard, %s: !n) -> (!shard, !shard, !shard) {
    %r:3 = dist.region %p, %g, %m1, %m2, %s rows [] : (!shard, !shard, !shard, !shard, !n) -> (!shard, !shard, !shard) {
    ^bb0(%a: !shard, %b: !shard, %c: !shard, %d: !shard, %e: !n):
      %new:3 = graph.adamw %a, %b, %c, %d, %e, %e, %e, %e {beta1 = 0.9 : f64, beta2 = 0.95 : f64, eps = 1.0e-8 : f64, weight_decay = 0.0 : f64} : (!shard, !shard, !shard, !shard, !n, !n, !n, !n) -> (!shard, !shard, !shard)
      dist.yield %new#0, %new#1, %new#2 : !shard, !shard, !shard
    }
    return %r#0, %r#1, %r#2 : !shard, !shard, !shard
  }
  // CHECK: func.func private @all_gather
  // CHECK-SAME: exec.in_place = array<i64: 0>, exec.own_shard = array<i1: false>
  func.func private @all_gather(%p: !shard) -> !w {
    %r = dist.all_gather %p over <dp> : !shard -> !w
    return %r : !w
  }
  // An argument that is still used after the collective is not overwritten.
  // CHECK: func.func private @kept
  // CHECK-SAME: exec.in_place = array<i64: -1, -1>
  func.func private @kept(%g: !sum) -> (!w, !sum) {
    %r = dist.all_reduce %g over <dp> : !sum -> !w
    %s = dist.region %g rows [] : (!sum) -> !sum {
    ^bb0(%a: !sum):
      %b = graph.neg %a : (!sum) -> !sum
      dist.yield %b : !sum
    }
    return %r, %s : !w, !sum
  }

  func.func @train(%x: !x, %m1: !shard, %m2: !shard, %s: !n) attributes {graph.entry = "train"} {
    %w = graph.read @w : !w
    %b:2 = call @bwd(%x, %w) : (!x, !w) -> (!x, !gp)
    %g = dist.accumulate %b#1 : (!gp) -> !sum
    %k:2 = call @kept(%g) : (!sum) -> (!w, !sum)
    %gs = call @reduce_scatter(%g) : (!sum) -> !shard
    %ws = dist.shard %w over <dp> : !w -> !shard
    %u:3 = call @update(%ws, %gs, %m1, %m2, %s) : (!shard, !shard, !shard, !shard, !n) -> (!shard, !shard, !shard)
    %new = call @all_gather(%u#0) : (!shard) -> !w
    graph.write @w, %new : !w
    return
  }
}
