// RUN: %heddle-opt %s --heddle-distribute | FileCheck %s

!x = tensor<8x4xf32, #graph.axes<batch, heads>>
!y = tensor<8x6xf32, #graph.axes<batch, embed>>
!i = tensor<8xi32, #graph.axes<batch>>
!n = tensor<8xf32, #graph.axes<batch>>
!s = tensor<f32, #graph.axes<>>
!t = tensor<4x6xf32, #graph.axes<heads, embed>>

module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 2, mb = 2>, dist.rules = {batch = #dist.mesh_axes<dp, mb>, heads = #dist.mesh_axes<tp>}} {
  // A parameter that is not split meets values that are: its gradient stays partial over tp, since the entry sums micro-batches first.
  // CHECK-LABEL: func.func private @split
  // CHECK-SAME: -> tensor<f32, #dist.layout<[], partial = (dp, tp, mb)>>
  // CHECK-NOT: dist.all_reduce
  // CHECK: return
  func.func private @split(%x: !x) -> !s attributes {graph.phase = "backward"} {
    %s = graph.reduce sum %x : (!x) -> !s
    return %s : !s
  }

  // Its gradient in another block is complete over tp, so both must be: the one that is not completes it.
  // CHECK-LABEL: func.func private @split_shared
  // CHECK-SAME: -> tensor<f32, #dist.layout<[], partial = (dp, mb)>>
  // CHECK: %[[S:.*]] = graph.reduce
  // CHECK: %[[R:.*]] = dist.all_reduce %[[S]] over <tp>
  // CHECK: return %[[R]]
  func.func private @split_shared(%x: !x) -> !s attributes {graph.phase = "backward"} {
    %s = graph.reduce sum %x : (!x) -> !s
    return %s : !s
  }
  // CHECK-LABEL: func.func private @whole
  // CHECK-NOT: dist.all_reduce
  // CHECK: return
  func.func private @whole(%y: !y) -> !s attributes {graph.phase = "backward"} {
    %s = graph.reduce sum %y : (!y) -> !s
    return %s : !s
  }

  // What an op can take depends on how its result is split: rows of a split table need complete addends, and so does a value
  // that is repeated along a split axis.
  // CHECK-LABEL: func.func private @results
  // CHECK: %[[Y:.*]] = graph.einsum {{.*}} partial = (tp)>>
  // CHECK: %[[YR:.*]] = dist.all_reduce %[[Y]] over <tp>
  // CHECK: graph.scatter_add %[[YR]]
  // CHECK: %[[N:.*]] = graph.reduce
  // CHECK: %[[NR:.*]] = dist.all_reduce %[[N]] over <tp>
  // CHECK: graph.broadcast %[[NR]]
  func.func private @results(%x: !x, %w: !t, %i: !i) -> (!t, !x) attributes {graph.phase = "backward"} {
    %y = graph.einsum %x, %w : (!x, !t) -> !y
    %t = graph.scatter_add %y, %i {axis = "heads"} : (!y, !i) -> !t
    %n = graph.reduce sum %x : (!x) -> !n
    %b = graph.broadcast %n : (!n) -> !x
    return %t, %b : !t, !x
  }

  // A value made of parameters alone has no batch, so its gradient is a sum over it, which goes on as it is to the gradients
  // of the parameters: over tp the block that returns it completes it.
  // CHECK-LABEL: func.func private @user
  // CHECK: dist.all_reduce %{{.*}} over <tp> : {{.*}} -> tensor<f32, #dist.layout<[], partial = (dp, mb)>>
  func.func private @user(%x: !x) -> !s attributes {graph.phase = "backward"} {
    %s = graph.reduce sum %x : (!x) -> !s
    return %s : !s
  }
  // CHECK-LABEL: func.func private @maker
  // CHECK-SAME: (%{{.*}}: tensor<f32, #dist.layout<[]>>, %{{.*}}: tensor<f32, #dist.layout<[], partial = (dp, mb)>>) -> tensor<f32, #dist.layout<[], partial = (dp, mb)>>
  // CHECK-NOT: all_reduce
  // CHECK: return
  func.func private @maker(%factor: !s, %gradient: !s) -> !s attributes {graph.phase = "backward"} {
    %p = graph.mul %gradient, %factor : (!s, !s) -> !s
    return %p : !s
  }

  // CHECK-LABEL: func.func @alone
  // CHECK: %[[A:.*]] = call @user
  // CHECK: %[[B:.*]] = call @user
  // CHECK: %[[SUM:.*]] = graph.add_n %[[A]], %[[B]]
  // CHECK: %[[G:.*]] = call @maker(%{{.*}}, %[[SUM]])
  // CHECK: %[[ZERO:.*]] = graph.constant {{.*}} partial = (dp, mb)>>
  // CHECK: call @maker(%{{.*}}, %[[ZERO]])
  // CHECK: dist.accumulate %[[G]]
  func.func @alone(%x: !x, %factor: !s) -> !s attributes {graph.entry = "alone"} {
    %a = call @user(%x) : (!x) -> !s
    %b = call @user(%x) : (!x) -> !s
    %sum = graph.add_n %a, %b : (!s, !s) -> !s
    %g = call @maker(%factor, %sum) : (!s, !s) -> !s
    %zero = graph.constant {value = 0.0} : () -> !s
    %unused = call @maker(%factor, %zero) : (!s, !s) -> !s
    return %g : !s
  }

  // CHECK-LABEL: func.func @train
  // CHECK: %[[A:.*]] = dist.accumulate %{{.*}} : {{.*}} -> tensor<f32, #dist.layout<[], partial = (dp, tp)>>
  // CHECK: %[[AR:.*]] = dist.all_reduce %[[A]] over <dp, tp>
  // CHECK: %[[B:.*]] = dist.accumulate %{{.*}}, %{{.*}} : {{.*}} -> tensor<f32, #dist.layout<[], partial = (dp)>>
  // CHECK: %[[BR:.*]] = dist.all_reduce %[[B]] over <dp>
  // CHECK: return %[[AR]], %[[BR]]
  func.func @train(%x: !x, %y: !y) -> (!s, !s) attributes {graph.entry = "train"} {
    %a = call @split(%x) : (!x) -> !s
    %b = call @split_shared(%x) : (!x) -> !s
    %c = call @whole(%y) : (!y) -> !s
    %sum = graph.add_n %b, %c : (!s, !s) -> !s
    return %a, %sum : !s, !s
  }
}
