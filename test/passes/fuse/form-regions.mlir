// RUN: %heddle-opt %s --heddle-form-regions --heddle-verify-fuse -split-input-file | FileCheck %s

!x = tensor<8x64x768xf32, #dist.layout<[batch @dp, seq, embed]>>
!e = tensor<768xf32, #dist.layout<[embed]>>
!s = tensor<8x64xf32, #dist.layout<[batch @dp, seq]>>
!w = tensor<768x3072xf32, #dist.layout<[embed, hidden]>>
!h = tensor<8x64x3072xf32, #dist.layout<[batch @dp, seq, hidden]>>
!b = tensor<3072xf32, #dist.layout<[hidden]>>

module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 1, mb = 1>} {
  // An add and the norm after it are one kernel over rows (batch, seq); bias and gelu, after the contraction, another.
  // CHECK-LABEL: func.func @forward
  // CHECK:      %[[NORM:.*]]:2 = dist.region %arg0, %arg1, %arg2, %arg3 rows ["batch", "seq"]
  // CHECK:        graph.add
  // CHECK:        graph.layer_norm
  // CHECK:        dist.yield
  // CHECK:      %[[PRODUCT:.*]] = graph.einsum %[[NORM]]#1
  // CHECK:      dist.region %[[PRODUCT]], %arg5 rows ["batch", "seq", "hidden"]
  // CHECK-NEXT: ^bb0
  // CHECK-NEXT:   graph.add
  // CHECK-NEXT:   graph.gelu
  // CHECK-NEXT:   dist.yield
  // CHECK:      return %[[NORM]]#0
  func.func @forward(%x: !x, %d: !x, %g: !e, %s: !e, %w: !w, %b: !b) -> (!x, !h) {
    %r = graph.add %x, %d : (!x, !x) -> !x
    %n, %mean, %rstd = graph.layer_norm %r, %g, %s {axis = "embed", eps = 1.0e-5 : f64} : (!x, !e, !e) -> (!x, !s, !s)
    %p = graph.einsum %n, %w : (!x, !w) -> !h
    %q = graph.add %p, %b : (!h, !b) -> !h
    %y = graph.gelu %q : (!h) -> !h
    return %r, %y : !x, !h
  }
}

// -----

!h = tensor<8x64x3072xf32, #dist.layout<[batch, seq, hidden]>>
!b = tensor<3072xf32, #dist.layout<[hidden]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // The gradient of the bias is summed over the rows of the kernel that makes its addends. What uses the sum runs after the
  // last row: in a kernel of its own.
  // CHECK-LABEL: func.func @backward
  // CHECK:      dist.region %arg0, %arg1 rows ["batch", "seq", "hidden"]
  // CHECK:        graph.gelu_grad
  // CHECK:        graph.reduce sum
  // CHECK:        dist.yield
  // CHECK:      dist.region
  // CHECK:        graph.neg
  func.func @backward(%x: !h, %dy: !h) -> (!h, !b) {
    %dx = graph.gelu_grad %x, %dy : (!h, !h) -> !h
    %db = graph.reduce sum %dx : (!h) -> !b
    %n = graph.neg %db : (!b) -> !b
    return %dx, %n : !h, !b
  }
}

// -----

!x = tensor<8x64x50xf32, #dist.layout<[batch, seq, vocab]>>
!s = tensor<8x64xf32, #dist.layout<[batch, seq]>>
!i = tensor<8x64xi32, #dist.layout<[batch, seq]>>
!t = tensor<f32, #dist.layout<[]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // The pieces of cross entropy, on a whole vocabulary: one pass over the logits.
  // CHECK-LABEL: func.func @loss
  // CHECK:      dist.region %arg0, %arg1 rows ["batch", "seq"]
  // CHECK-NOT:  dist.region
  // CHECK:      return
  func.func @loss(%x: !x, %i: !i) -> (!s, !t) {
    %m = graph.reduce max %x : (!x) -> !s
    %d = graph.sub %x, %m : (!x, !s) -> !x
    %e = graph.exp %d : (!x) -> !x
    %z = graph.reduce sum %e : (!x) -> !s
    %l = graph.log %z : (!s) -> !s
    %lse = graph.add %m, %l : (!s, !s) -> !s
    %p = graph.pick %x, %i {axis = "vocab"} : (!x, !i) -> !s
    %n = graph.sub %lse, %p : (!s, !s) -> !s
    %t = graph.reduce sum %n : (!s) -> !t
    return %lse, %t : !s, !t
  }
}

// -----

!x = tensor<8x64x768xf32, #dist.layout<[batch, seq, embed]>>
!w = tensor<768x768xf32, #dist.layout<[embed, embed2]>>
!y = tensor<8x64x768xf32, #dist.layout<[batch, seq, embed2]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  // A path through a contraction keeps producer and consumer apart: the last add cannot join the first region.
  // CHECK-LABEL: func.func @cycle
  // CHECK: dist.region
  // CHECK:   graph.gelu
  // CHECK:   dist.yield
  // CHECK: graph.einsum
  // CHECK: graph.rename
  // CHECK: dist.region
  // CHECK:   graph.constant
  // CHECK:   graph.add
  // CHECK:   graph.mul
  // CHECK:   dist.yield
  func.func @cycle(%x: !x, %w: !w) -> !x {
    %g = graph.gelu %x : (!x) -> !x
    %c = graph.constant {value = 2.0 : f64} : () -> !x
    %p = graph.einsum %g, %w : (!x, !w) -> !y
    %r = graph.rename %p : (!y) -> !x
    %s = graph.add %g, %r : (!x, !x) -> !x
    %t = graph.mul %s, %c : (!x, !x) -> !x
    return %t : !x
  }
}

// -----

!f = tensor<1000xf32, #dist.layout<[flat @dp]>>
!t = tensor<f64, #dist.layout<[]>>

module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 1, mb = 1>} {
  // Sums of squares of two buckets: the axis of each is called flat, but they are not the same loop.
  // CHECK-LABEL: func.func @norm
  // CHECK: dist.region %arg0 rows [
  // CHECK:   graph.sum_squares
  // CHECK: dist.region
  // CHECK:   graph.sum_squares
  func.func @norm(%a: !f, %b: tensor<600xf32, #dist.layout<[flat @dp]>>) -> !t {
    %x = graph.sum_squares %a : (!f) -> tensor<f64, #dist.layout<[], partial = (dp)>>
    %y = graph.sum_squares %b : (tensor<600xf32, #dist.layout<[flat @dp]>>) -> tensor<f64, #dist.layout<[], partial = (dp)>>
    %s = graph.add_n %x, %y : (tensor<f64, #dist.layout<[], partial = (dp)>>, tensor<f64, #dist.layout<[], partial = (dp)>>) -> tensor<f64, #dist.layout<[], partial = (dp)>>
    %r = dist.all_reduce %s over <dp> : tensor<f64, #dist.layout<[], partial = (dp)>> -> !t
    return %r : !t
  }
}
