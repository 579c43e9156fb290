// RUN: %heddle-opt %s --heddle-decompose-cross-entropy | FileCheck %s

!v = tensor<8x12xf32, #graph.axes<batch, vocab>>
!t = tensor<8xi32, #graph.axes<batch>>
!r = tensor<8xf32, #graph.axes<batch>>

// CHECK-LABEL: func.func @loss
// CHECK-SAME: (%[[V:.*]]: tensor<8x12xf32, {{.*}}>, %[[T:.*]]: tensor<8xi32
func.func @loss(%v: !v, %t: !t) -> (!r, !r) {
  // CHECK: %[[MAX:.*]] = graph.reduce max %[[V]]
  // CHECK: %[[SHIFTED:.*]] = graph.sub %[[V]], %[[MAX]]
  // CHECK: %[[EXP:.*]] = graph.exp %[[SHIFTED]]
  // CHECK: %[[SUM:.*]] = graph.reduce sum %[[EXP]]
  // CHECK: %[[LOG:.*]] = graph.log %[[SUM]]
  // CHECK: %[[LSE:.*]] = graph.add %[[MAX]], %[[LOG]]
  // CHECK: %[[PICKED:.*]] = graph.pick %[[V]], %[[T]] {axis = "vocab"}
  // CHECK: %[[LOSS:.*]] = graph.sub %[[LSE]], %[[PICKED]]
  // CHECK: return %[[LOSS]], %[[LSE]]
  %loss, %lse = graph.cross_entropy %v, %t {axis = "vocab"} : (!v, !t) -> (!r, !r)
  return %loss, %lse : !r, !r
}
