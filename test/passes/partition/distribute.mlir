// RUN: %heddle-opt %S/Inputs/tiny.mlir --heddle-autodiff --heddle-apply-plan="dp=2 tp=2 micro-batches=2" --heddle-decompose-cross-entropy --heddle-resize-serving-batch --heddle-distribute | FileCheck %s

// State is split by the rules.
// CHECK: graph.variable parameter @wte : tensor<12x6xf32, #dist.layout<[vocab @tp, embed]>>
// CHECK: graph.variable parameter @layers.0.scale : tensor<6xf32, #dist.layout<[embed]>>
// CHECK: graph.variable parameter @layers.0.w_in : tensor<6x10xf32, #dist.layout<[embed, hidden @tp]>>

// A block returns sums over dp and mb as they are.
// CHECK-LABEL: func.func private @weight
// CHECK-SAME: tensor<8x4xf32, #dist.layout<[batch @dp @mb, seq]>>) -> tensor<f32, #dist.layout<[], partial = (dp, mb)>>

// Vocabulary-parallel embedding: one all-reduce.
// CHECK-LABEL: func.func private @prologue.fwd
// CHECK: %[[X:.*]] = graph.gather {{.*}} -> tensor<8x4x6xf32, #dist.layout<[batch @dp @mb, seq, embed], partial = (tp)>>
// CHECK: %[[R:.*]] = dist.all_reduce %[[X]] over <tp>
// CHECK: return %[[R]]

// The forward of a layer: column, then row parallel, one all-reduce, right before the residual.
// CHECK-LABEL: func.func private @layers.fwd
// CHECK-NOT: all_reduce
// CHECK: graph.einsum {{.*}} -> tensor<8x4x10xf32, #dist.layout<[batch @dp @mb, seq, hidden @tp]>>
// CHECK: %[[O:.*]] = graph.einsum {{.*}} -> tensor<8x4x6xf32, #dist.layout<[batch @dp @mb, seq, embed], partial = (tp)>>
// CHECK: %[[OR:.*]] = dist.all_reduce %[[O]] over <tp>
// CHECK: graph.add %{{.*}}, %[[OR]]
// CHECK-NOT: all_reduce
// CHECK: return

// Its backward: one, before the norm. Gradients of parameters are partial over dp and mb.
// CHECK-LABEL: func.func private @layers.bwd
// CHECK: graph.einsum {{.*}} -> tensor<6x10xf32, #dist.layout<[embed, hidden @tp], partial = (dp, mb)>>
// CHECK: dist.all_reduce %{{.*}} over <tp>
// CHECK-NEXT: graph.rms_norm_grad
// CHECK-NOT: all_reduce
// CHECK: return

// Vocabulary-parallel cross entropy: three all-reduces of [batch, seq].
// CHECK-LABEL: func.func private @epilogue.fwd
// CHECK: dist.all_reduce %{{.*}} over <tp> : tensor<8x4xf32, #dist.layout<[batch @dp @mb, seq], max = (tp)>>
// CHECK: dist.all_reduce %{{.*}} over <tp> : tensor<8x4xf32, #dist.layout<[batch @dp @mb, seq], partial = (tp)>>
// CHECK: dist.all_reduce %{{.*}} over <tp> : tensor<8x4xf32, #dist.layout<[batch @dp @mb, seq], partial = (tp)>>
// CHECK-NOT: all_reduce
// CHECK: return

// The loss weight is known before the first backward; the gradient of the tied embedding sums both uses.
// CHECK-LABEL: func.func @train
// CHECK: %[[W:.*]] = call @weight
// CHECK: %[[WA:.*]] = dist.accumulate %[[W]] : {{.*}} -> tensor<f32, #dist.layout<[], partial = (dp)>>
// CHECK: %[[WR:.*]] = dist.all_reduce %[[WA]] over <dp>
// CHECK: call @loss_seed(%[[WR]])
// CHECK: %[[E:.*]]:2 = call @epilogue.bwd
// CHECK: %[[P:.*]] = call @prologue.bwd
// CHECK-NOT: graph.add_n
// CHECK: %[[G:.*]] = dist.accumulate {{%.*, %.*}} : (tensor<12x6xf32, #dist.layout<[vocab @tp, embed], partial = (dp, mb)>>, {{.*}}) -> tensor<12x6xf32, #dist.layout<[vocab @tp, embed], partial = (dp)>>
// CHECK: dist.all_reduce %[[G]] over <dp>

// Outputs are whole on every rank.
// CHECK-LABEL: func.func @logits(
// CHECK: %[[L:.*]] = call @logits_epilogue.logits{{.*}} -> tensor<2x12xf32, #dist.layout<[batch @dp, vocab @tp]>>
// CHECK: %[[WHOLE:.*]] = dist.all_gather %[[L]] over <tp>
// CHECK: return %[[WHOLE]]
