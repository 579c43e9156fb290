// RUN: %heddle compile %source/test/mesh/specs/qk-norm.heddle --dp 2 --tp 2 --zero 1 --compile-to=partition -o - | FileCheck %s

// The scales of the heads' norms are whole on each rank of tp, but met by its heads only: they have a bucket of their own,
// since their gradients are reduced over tp too, before the sums over dp are scattered. The norm of the layer's input is no such thing.
// CHECK: dist.bucket parameter @layers.0.plain : {{.*}} members = [@layers.0.n]
// CHECK: dist.bucket parameter @layers.0.plain.partial : {{.*}} members = [@layers.0.attend.sq, @layers.0.attend.sk]
// CHECK: dist.pack {{.*}} -> tensor<8xf32, #dist.layout<[flat], partial = (dp, tp, mb)>>
// CHECK-LABEL: func.func @train
// CHECK: %[[SUM:.*]] = dist.accumulate {{.*}} -> tensor<8xf32, #dist.layout<[flat], partial = (dp, tp)>>
// CHECK: %[[WHOLE:.*]] = dist.all_reduce %[[SUM]] over <tp>
// CHECK: dist.reduce_scatter %[[WHOLE]] over <dp>
