// RUN: %heddle-opt %s | %heddle-opt | FileCheck %s

!x = tensor<8x4xf32, #dist.layout<[batch @dp @mb, embed]>>
!p = tensor<8x4xf32, #dist.layout<[batch @dp @mb, embed], partial = (tp)>>
!g = tensor<8xf32, #dist.layout<[flat @tp], partial = (dp, mb)>>
!a = tensor<8xf32, #dist.layout<[flat @tp], partial = (dp)>>
!b = tensor<8xf32, #dist.layout<[flat @tp]>>
!s = tensor<8xf32, #dist.layout<[flat @tp @dp]>>
!w = tensor<4x2xf32, #dist.layout<[embed, hidden @tp]>>
!r = tensor<8xf32, #dist.layout<[batch @dp @mb]>>
!m = tensor<8xf32, #dist.layout<[batch @dp @mb], max = (tp)>>
!h = tensor<8x2xf32, #dist.layout<[batch @dp @mb, hidden @tp]>>
!j = tensor<f64, #dist.layout<[]>>
!pp = tensor<f64, #dist.layout<[], partial = (pp)>>

// CHECK: module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 2, mb = 2>, dist.rules = {batch = #dist.mesh_axes<dp, mb>}}
module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 2, mb = 2>, dist.rules = {batch = #dist.mesh_axes<dp, mb>}} {
  // CHECK: dist.bucket parameter @layers.0 : tensor<8xf32, #dist.layout<[flat @tp]>> {group = "layers.0", members = [@w], offsets = array<i64: 0>, suffix = ""}
  dist.bucket parameter @layers.0 : !b {group = "layers.0", members = [@w], offsets = array<i64: 0>, suffix = ""}

  // CHECK-LABEL: func.func @collectives
  // CHECK-SAME: tensor<8x4xf32, #dist.layout<[batch @dp @mb, embed], partial = (tp)>>
  func.func @collectives(%p: !p, %g: !g, %h: !h, %s: !j, %t: !j) -> (!x, !b, !b, !r, !j) {
    // CHECK: dist.all_reduce %{{.*}} over <tp> : tensor<8x4xf32, #dist.layout<[batch @dp @mb, embed], partial = (tp)>> -> tensor<8x4xf32, #dist.layout<[batch @dp @mb, embed]>>
    %x = dist.all_reduce %p over <tp> : !p -> !x
    // CHECK: dist.accumulate %{{.*}}, %{{.*}} :
    %a = dist.accumulate %g, %g : (!g, !g) -> !a
    // CHECK: dist.reduce_scatter %{{.*}} over <dp>
    %s0 = dist.reduce_scatter %a over <dp> : !a -> !s
    %all = dist.all_gather %s0 over <dp> : !s -> !b
    %s1 = dist.shard %all over <dp> : !b -> !s
    %again = dist.all_gather %s1 over <dp> : !s -> !b
    // CHECK: graph.reduce max {{.*}} -> tensor<8xf32, #dist.layout<[batch @dp @mb], max = (tp)>>
    %m = graph.reduce max %h : (!h) -> !m
    %r = dist.all_reduce %m over <tp> : !m -> !r
    // CHECK: dist.join
    %j = dist.join %s, %t : (!j, !j) -> !pp
    %total = dist.all_reduce %j over <pp> : !pp -> !j
    return %x, %all, %again, %r, %total : !x, !b, !b, !r, !j
  }

  // CHECK-LABEL: func.func @buckets
  func.func @buckets(%b: !b) -> !b {
    // CHECK: dist.view %{{.*}}[0] : tensor<8xf32, #dist.layout<[flat @tp]>> -> tensor<4x2xf32, #dist.layout<[embed, hidden @tp]>>
    %w = dist.view %b[0] : !b -> !w
    // CHECK: dist.pack %{{.*}} {offsets = array<i64: 0>}
    %p = dist.pack %w {offsets = array<i64: 0>} : (!w) -> !b
    return %p : !b
  }

  // CHECK-LABEL: func.func @stages
  func.func @stages(%x: !x) -> !x {
    // CHECK: dist.transfer %{{.*}} from 0 to 1
    %y = dist.transfer %x from 0 to 1 : !x -> !x
    return %y : !x
  }
}
