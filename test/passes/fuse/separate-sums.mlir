// RUN: %heddle-opt %s --heddle-separate-sums | FileCheck %s

!x = tensor<8x4xf32, #dist.layout<[batch @mb, embed]>>
!y = tensor<8x4xf32, #dist.layout<[batch @mb, out]>>
!b = tensor<4xf32, #dist.layout<[embed], partial = (mb)>>
!w = tensor<4x4xf32, #dist.layout<[embed, out], partial = (mb)>>
!bt = tensor<4xf32, #dist.layout<[embed], partial = (tp, mb)>>
!gp = tensor<24xf32, #dist.layout<[flat], partial = (mb)>>
!g = tensor<24xf32, #dist.layout<[flat]>>
!gb = tensor<4xf32, #dist.layout<[embed]>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 2, mb = 2>} {
  // Two biases of one sum have one gradient, packed twice. The contraction that makes the third member adds by itself.
  // CHECK-LABEL: func.func private @biases
  // CHECK: %[[B:.*]] = graph.reduce
  // CHECK: %[[W:.*]] = graph.einsum
  // CHECK: %[[FIRST:.*]] = graph.add_n %[[B]] :
  // CHECK: %[[SECOND:.*]] = graph.add_n %[[B]] :
  // CHECK: dist.pack %[[FIRST]], %[[SECOND]], %[[W]]
  func.func private @biases(%x: !x, %y: !y) -> !gp attributes {graph.phase = "backward"} {
    %b = graph.reduce sum %x : (!x) -> !b
    %w = graph.einsum %x, %y : (!x, !y) -> !w
    %g = dist.pack %b, %b, %w {offsets = array<i64: 0, 4, 8>} : (!b, !b, !w) -> !gp
    return %g : !gp
  }

  // A collective writes its buffer.
  // CHECK-LABEL: func.func private @reduced
  // CHECK: %[[R:.*]] = dist.all_reduce
  // CHECK: %[[ADDED:.*]] = graph.add_n %[[R]] :
  // CHECK: return %[[ADDED]]
  func.func private @reduced(%b: !bt) -> !b attributes {graph.phase = "backward"} {
    %r = dist.all_reduce %b over <tp> : !bt -> !b
    return %r : !b
  }

  // What something else reads, too.
  // CHECK-LABEL: func.func private @used
  // CHECK: %[[B:.*]] = graph.reduce
  // CHECK: graph.mul %[[B]]
  // CHECK: %[[ADDED:.*]] = graph.add_n %[[B]] :
  // CHECK: return %[[ADDED]]
  func.func private @used(%x: !x, %s: !gb) -> (!b, !b) attributes {graph.phase = "backward"} {
    %b = graph.reduce sum %x : (!x) -> !b
    %m = graph.mul %b, %s : (!b, !gb) -> !b
    return %b, %m : !b, !b
  }

  // What no entry accumulates may be returned as it is.
  // CHECK-LABEL: func.func private @plain
  // CHECK-NOT: graph.add_n
  func.func private @plain(%x: !x) -> (!x, !x) attributes {graph.phase = "forward"} {
    return %x, %x : !x, !x
  }

  func.func @train(%x: !x, %y: !y, %b: !bt, %s: !gb) attributes {graph.entry = "train"} {
    %p = call @biases(%x, %y) : (!x, !y) -> !gp
    %r = call @reduced(%b) : (!bt) -> !b
    %u:2 = call @used(%x, %s) : (!x, !gb) -> (!b, !b)
    %z:2 = call @plain(%x) : (!x) -> (!x, !x)
    %0 = dist.accumulate %p : (!gp) -> !g
    %1 = dist.accumulate %r : (!b) -> !gb
    %2 = dist.accumulate %u#0 : (!b) -> !gb
    %3 = dist.accumulate %u#1 : (!b) -> !gb
    return
  }
}
