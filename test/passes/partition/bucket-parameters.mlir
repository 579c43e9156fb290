// RUN: %heddle-opt %S/Inputs/tiny.mlir --heddle-autodiff --heddle-build-optimizer --heddle-build-init --heddle-rename-loss-entry \
// RUN:   --heddle-apply-plan="dp=4 tp=2 micro-batches=2" --heddle-decompose-cross-entropy --heddle-resize-serving-batch --heddle-distribute --heddle-bucket-parameters --heddle-verify-partition | FileCheck %s
// RUN: %heddle-opt %S/Inputs/tiny.mlir --heddle-autodiff --heddle-build-optimizer --heddle-build-init --heddle-rename-loss-entry \
// RUN:   --heddle-apply-plan="dp=4 tp=2 micro-batches=2 zero=1" --heddle-decompose-cross-entropy --heddle-resize-serving-batch --heddle-distribute --heddle-bucket-parameters --heddle-verify-partition | FileCheck %s --check-prefix=ZERO

// Members stay as declarations. 6 elements are padded to 8, for dp = 4; of the weights each tp rank has 30 + 30.
// CHECK: graph.variable parameter @layers.1.w_out
// CHECK-NOT: graph.variable moment
// CHECK: dist.bucket parameter @prologue.decay.tp.tied : tensor<72xf32, #dist.layout<[flat @tp]>> {decay, group = "prologue", members = [@wte], offsets = array<i64: 0>, suffix = ""}
// CHECK: dist.bucket moment @prologue.decay.tp.tied.moment1
// CHECK: dist.bucket parameter @layers.0.plain : tensor<8xf32, #dist.layout<[flat]>> {group = "layers.0", members = [@layers.0.scale]
// CHECK: dist.bucket parameter @layers.0.decay.tp : tensor<120xf32, #dist.layout<[flat @tp]>> {decay, group = "layers.0", members = [@layers.0.w_in, @layers.0.w_out], offsets = array<i64: 0, 30>, suffix = ""}
// CHECK: dist.bucket moment @layers.0.decay.tp.moment2 : tensor<120xf32, #dist.layout<[flat @tp]>> {{.*}} suffix = "moment2"
// ZERO: dist.bucket parameter @layers.0.decay.tp : tensor<120xf32, #dist.layout<[flat @tp]>>
// ZERO: dist.bucket moment @layers.0.decay.tp.moment2 : tensor<120xf32, #dist.layout<[flat @tp @dp]>>

// Blocks take buckets and view their members.
// CHECK-LABEL: func.func private @layers.fwd
// CHECK-SAME: (%{{.*}}: {{.*}}, %[[S:.*]]: tensor<8xf32, #dist.layout<[flat]>>, %[[B:.*]]: tensor<120xf32, #dist.layout<[flat @tp]>>)
// CHECK: dist.view %[[S]][0]
// CHECK: dist.view %[[B]][0] : {{.*}} -> tensor<6x10xf32, #dist.layout<[embed, hidden @tp]>>
// CHECK: dist.view %[[B]][30]

// Backward blocks return packed gradients.
// CHECK-LABEL: func.func private @layers.bwd
// CHECK: %[[GS:.*]] = dist.pack %{{.*}} {offsets = array<i64: 0>} : {{.*}} -> tensor<8xf32, #dist.layout<[flat], partial = (dp, mb)>>
// CHECK: %[[GW:.*]] = dist.pack %{{.*}}, %{{.*}} {offsets = array<i64: 0, 30>} : {{.*}} -> tensor<120xf32, #dist.layout<[flat @tp], partial = (dp, mb)>>
// CHECK: return %{{.*}}, %[[GS]], %[[GW]]

// CHECK-LABEL: func.func @train
// CHECK: %[[E:.*]]:2 = call @epilogue.bwd
// CHECK: %[[L1:.*]]:3 = call @layers.bwd
// CHECK: %[[L0:.*]]:3 = call @layers.bwd
// CHECK: %[[P:.*]] = call @prologue.bwd
// The tied bucket sums both uses.
// CHECK: %[[TIED:.*]] = dist.accumulate {{%.*, %.*}} : (tensor<72xf32
// CHECK: %[[TIEDR:.*]] = dist.all_reduce %[[TIED]] over <dp>
// CHECK: %[[A:.*]] = dist.accumulate %[[L0]]#1
// CHECK: %[[AR:.*]] = dist.all_reduce %[[A]] over <dp>
// CHECK: %[[W:.*]] = dist.accumulate %[[L0]]#2
// CHECK: %[[WR:.*]] = dist.all_reduce %[[W]] over <dp>
// Sums of squares: one result for each way to be partial.
// CHECK: %[[NP:.*]] = call @prologue.norm.flat(%[[TIEDR]]) {{.*}} -> tensor<f64, #dist.layout<[], partial = (tp)>>
// CHECK: %[[N0:.*]]:2 = call @layers.norm.flat(%[[AR]], %[[WR]]) {graph.instance = "layers.0"} : {{.*}} -> (tensor<f64, #dist.layout<[]>>, tensor<f64, #dist.layout<[], partial = (tp)>>)
// CHECK: %[[N1:.*]]:2 = call @layers.norm.flat
// CHECK: %[[FULL:.*]] = graph.add_n %[[N0]]#0, %[[N1]]#0
// CHECK: %[[SPLIT:.*]] = graph.add_n %[[NP]], %[[N0]]#1, %[[N1]]#1
// CHECK: %[[SUM:.*]] = dist.all_reduce %[[SPLIT]] over <tp>
// CHECK: %[[ALL:.*]] = graph.add_n %[[FULL]], %[[SUM]]
// CHECK: call @clip(%[[ALL]])
// CHECK: %[[PS:.*]] = graph.read @layers.0.plain :
// CHECK: %[[MS:.*]] = graph.read @layers.0.plain.moment1
// CHECK: %[[NEW:.*]]:6 = call @layers.update.flat(%[[PS]], %{{.*}}, %[[AR]], %[[WR]], %[[MS]], {{.*}}) {graph.instance = "layers.0"}
// CHECK: graph.write @layers.0.plain, %[[NEW]]#0
// CHECK: graph.write @layers.0.plain.moment1, %[[NEW]]#2
// CHECK: graph.write @layers.0.plain.moment2, %[[NEW]]#4
// CHECK: graph.write @layers.0.decay.tp, %[[NEW]]#1

// ZeRO 1: reduce-scatter, update of the own shard, all-gather.
// ZERO-LABEL: func.func @train
// ZERO: %[[G:.*]] = dist.reduce_scatter %{{.*}} over <dp> : tensor<120xf32, #dist.layout<[flat @tp], partial = (dp)>> -> tensor<120xf32, #dist.layout<[flat @tp @dp]>>
// ZERO: graph.add_n {{.*}} partial = (dp)>>
// ZERO: dist.all_reduce %{{.*}} over <dp>
// ZERO: graph.add_n {{.*}} partial = (dp, tp)>>
// ZERO: dist.all_reduce %{{.*}} over <dp, tp>
// ZERO: %[[P:.*]] = graph.read @layers.0.decay.tp :
// ZERO: %[[PS:.*]] = dist.shard %[[P]] over <dp>
// ZERO: %[[M:.*]] = graph.read @layers.0.decay.tp.moment1 : tensor<120xf32, #dist.layout<[flat @tp @dp]>>
// ZERO: %[[NEW:.*]]:6 = call @layers.update.flat(%{{.*}}, %[[PS]]
// ZERO: %[[FULL:.*]] = dist.all_gather %[[NEW]]#1 over <dp>
// ZERO: graph.write @layers.0.decay.tp, %[[FULL]]

// CHECK-LABEL: func.func private @layers.norm.flat
// CHECK-COUNT-2: graph.sum_squares
// CHECK-LABEL: func.func private @layers.update.flat
// CHECK: graph.adamw {{.*}} weight_decay = 0.000000e+00
// CHECK: graph.adamw {{.*}} weight_decay = 1.000000e-01
// CHECK-LABEL: func.func private @layers.init.flat
// CHECK: dist.pack
// CHECK: graph.constant {value = 0.000000e+00 : f64} : () -> tensor<120xf32, #dist.layout<[flat @tp]>>
