// RUN: %heddle-opt %s --heddle-mark-blocks --heddle-outline-kernels --heddle-build-segments --split-input-file | FileCheck %s

!x = tensor<4x8xf32, #dist.layout<[batch @mb, embed]>>
!h = tensor<4x6xf32, #dist.layout<[batch @mb, hidden]>>
!w = tensor<8x6xf32, #dist.layout<[embed, hidden]>>
!wg = tensor<8x6xf32, #dist.layout<[embed, hidden], partial = (mb)>>
!bg = tensor<6xf32, #dist.layout<[hidden], partial = (mb)>>
!bucket = tensor<54xf32, #dist.layout<[flat]>>
!grads = tensor<54xf32, #dist.layout<[flat], partial = (mb)>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 2>} {
  // A parameter is read where it lies in its bucket; the product is made in the result's frame.
  // CHECK-LABEL: exec.segment @segment.fwd
  // CHECK-SAME: flops = 1.920000e+02
  // CHECK-NEXT: ^bb0(%[[X:.*]]: !exec.buffer<64>, %[[BUCKET:.*]]: !exec.buffer<216>, %[[RESULT:.*]]: !exec.buffer<48>):
  // CHECK-NEXT: %[[W:.*]] = exec.view %[[BUCKET]][24] : <216> -> <192>
  // CHECK-NEXT: exec.gemm %[[X]], %[[W]], %[[RESULT]] {{{.*}}k = 8 : i64, lda = 8 : i64, ldb = 6 : i64, ldc = 6 : i64, m = 2 : i64, n = 6 : i64
  func.func private @fwd(%x: !x, %b: !bucket) -> !h {
    %w = dist.view %b[6] : !bucket -> !w
    %y = graph.einsum %x, %w : (!x, !w) -> !h
    return %y : !h
  }
  // Gradients are added where they lie in the bucket, by the flag of the row. The gradient of the input transposes
  // the parameter, that of the parameter the input.
  // CHECK-LABEL: exec.segment @segment.bwd
  // CHECK-SAME: name = "result1", memory_class = activation, read = true, written = true
  // CHECK-NEXT: ^bb0(%[[X:.*]]: !exec.buffer<64>, %[[BUCKET:.*]]: !exec.buffer<216>, %[[DY:.*]]: !exec.buffer<48>, %[[DX:.*]]: !exec.buffer<64>, %[[GRADS:.*]]: !exec.buffer<216>, %[[FLAG:.*]]: index):
  // CHECK-NEXT: %[[W:.*]] = exec.view %[[BUCKET]][24]
  // CHECK: exec.gemm %[[DY]], %[[W]], %[[DX]] {{{.*}}transpose_b
  // CHECK-NEXT: %[[WG:.*]] = exec.view %[[GRADS]][24] : <216> -> <192>
  // CHECK-NEXT: exec.gemm %[[X]], %[[DY]], %[[WG]] accumulate %[[FLAG]] {{{.*}}transpose_a
  // CHECK-NEXT: %[[BG:.*]] = exec.view %[[GRADS]][0] : <216> -> <24>
  // CHECK-NEXT: exec.launch @k0(%[[DY]], %[[BG]]) scalars(%[[FLAG]])
  func.func private @bwd(%x: !x, %b: !bucket, %dy: !h) -> (!x, !grads) {
    %w = dist.view %b[6] : !bucket -> !w
    %dx = graph.einsum %dy, %w : (!h, !w) -> !x
    %dw = graph.einsum %x, %dy : (!x, !h) -> !wg
    %db = dist.region %dy rows ["batch"] : (!h) -> !bg {
    ^bb0(%a: !h):
      %s = graph.reduce sum %a : (!h) -> !bg
      dist.yield %s : !bg
    }
    %g = dist.pack %db, %dw {offsets = array<i64: 0, 6>} : (!bg, !wg) -> !grads
    return %dx, %g : !x, !grads
  }
  func.func @train(%x: !x) attributes {graph.entry = "train"} {
    %b = graph.read @b : !bucket
    %h = call @fwd(%x, %b) : (!x, !bucket) -> !h
    %d:2 = call @bwd(%x, %b, %h) : (!x, !bucket, !h) -> (!x, !grads)
    %g = dist.accumulate %d#1 : (!grads) -> !bucket
    return
  }
  dist.bucket parameter @b : !bucket {group = "layers", suffix = "", members = [], offsets = array<i64>}
}

// -----

// Collectives: a partial sum is made in the buffer that it is completed in; one that is returned as well is copied.

!h = tensor<4x8xf32, #dist.layout<[batch @mb, hidden @tp]>>
!w = tensor<8x6xf32, #dist.layout<[hidden @tp, embed]>>
!p = tensor<4x6xf32, #dist.layout<[batch @mb, embed], partial = (tp)>>
!x = tensor<4x6xf32, #dist.layout<[batch @mb, embed]>>
!r = tensor<4x6xf32, #dist.layout<[batch @mb, other]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 2, mb = 2>} {
  // CHECK-LABEL: exec.segment @segment.sum
  // CHECK: ^bb0(%[[H:.*]]: !exec.buffer<32>, %[[W:.*]]: !exec.buffer<96>, %[[R:.*]]: !exec.buffer<48>):
  // CHECK-NEXT: exec.gemm %[[H]], %[[W]], %[[R]]
  // CHECK-NEXT: exec.collective all_reduce %[[R]] over <tp> {count = 12 : i64, reduction = {{.*}}, type = f32}
  func.func private @sum(%h: !h, %w: !w) -> !x {
    %p = graph.einsum %h, %w : (!h, !w) -> !p
    %x = dist.all_reduce %p over <tp> : !p -> !x
    return %x : !x
  }
  // CHECK-LABEL: exec.segment @segment.both
  // CHECK: ^bb0(%[[H:.*]]: !exec.buffer<32>, %[[W:.*]]: !exec.buffer<96>, %[[P:.*]]: !exec.buffer<48>, %[[X:.*]]: !exec.buffer<48>):
  // CHECK-NEXT: exec.gemm %[[H]], %[[W]], %[[P]]
  // CHECK-NEXT: exec.copy %[[P]], %[[X]]
  // CHECK-NEXT: exec.collective all_reduce %[[X]]
  func.func private @both(%h: !h, %w: !w) -> (!p, !x) {
    %p = graph.einsum %h, %w : (!h, !w) -> !p
    %x = dist.all_reduce %p over <tp> : !p -> !x
    return %p, %x : !p, !x
  }
  // One value returned twice is made once and copied.
  // CHECK-LABEL: exec.segment @segment.twice
  // CHECK: ^bb0(%[[H:.*]]: !exec.buffer<32>, %[[W:.*]]: !exec.buffer<96>, %[[A:.*]]: !exec.buffer<48>, %[[B:.*]]: !exec.buffer<48>):
  // CHECK-NEXT: exec.gemm %[[H]], %[[W]], %[[A]]
  // CHECK-NEXT: %[[TO:.*]] = exec.view %[[B]][0]
  // CHECK-NEXT: exec.copy %[[A]], %[[TO]]
  func.func private @twice(%h: !h, %w: !w) -> (!p, !p) {
    %p = graph.einsum %h, %w : (!h, !w) -> !p
    return %p, %p : !p, !p
  }
  // A rename is another name, unless the result must be elsewhere.
  // CHECK-LABEL: exec.segment @segment.rename
  // CHECK: ^bb0(%[[X:.*]]: !exec.buffer<48>, %[[R:.*]]: !exec.buffer<48>):
  // CHECK-NEXT: exec.copy %[[X]], %[[R]]
  func.func private @rename(%h: !x) -> !r {
    %r = graph.rename %h : (!x) -> !r
    return %r : !r
  }
  func.func @train(%h: !h, %w: !w) attributes {graph.entry = "train"} {
    %x = call @sum(%h, %w) : (!h, !w) -> !x
    %b:2 = call @both(%h, %w) : (!h, !w) -> (!p, !x)
    %t:2 = call @twice(%h, %w) : (!h, !w) -> (!p, !p)
    %r = call @rename(%x) : (!x) -> !r
    return
  }
}

// -----

// ZeRO: the shard of an argument is a view at the device's place; a gathered bucket fills the frame that its part lies in.

!w = tensor<16xf32, #dist.layout<[flat]>>
!shard = tensor<16xf32, #dist.layout<[flat @dp]>>

module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 1, mb = 1>} {
  dist.bucket parameter @w : !w {group = "layers", suffix = "", members = [], offsets = array<i64>}
  // CHECK-LABEL: exec.segment @segment.neg
  // CHECK: ^bb0(%[[W:.*]]: !exec.buffer<64>, %[[R:.*]]: !exec.buffer<32>):
  // CHECK-NEXT: %[[OWN:.*]] = exec.view %[[W]][0] {terms = [#exec.term<dp * 32>]} : <64> -> <32>
  // CHECK-NEXT: exec.launch @k0(%[[OWN]], %[[R]])
  func.func private @neg(%s: !shard) -> !shard {
    %r = dist.region %s rows [] : (!shard) -> !shard {
    ^bb0(%a: !shard):
      %b = graph.neg %a : (!shard) -> !shard
      dist.yield %b : !shard
    }
    return %r : !shard
  }
  // CHECK-LABEL: exec.segment @segment.all_gather
  // CHECK: ^bb0(%[[W:.*]]: !exec.buffer<64>):
  // CHECK-NEXT: exec.collective all_gather %[[W]] over <dp> {count = 16 : i64
  func.func private @all_gather(%s: !shard) -> !w {
    %w = dist.all_gather %s over <dp> : !shard -> !w
    return %w : !w
  }
  func.func @train() attributes {graph.entry = "train"} {
    %w = graph.read @w : !w
    %s = dist.shard %w over <dp> : !w -> !shard
    %n = call @neg(%s) : (!shard) -> !shard
    %g = call @all_gather(%n) : (!shard) -> !w
    return
  }
}
