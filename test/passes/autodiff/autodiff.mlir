// A tied embedding, a repeated block and a loss: forward and backward functions once per block, `train` with all calls.
// RUN: %heddle-opt %s --heddle-autodiff --heddle-verify-autodiff | FileCheck %s
// RUN: %heddle-opt %s --heddle-autodiff --mlir-print-debuginfo | FileCheck %s --check-prefix=LOC

#table = #graph.axes<vocab, embed>
#x = #graph.axes<batch, seq, embed>
#tokens = #graph.axes<batch, seq>

module attributes {graph.model = "tiny"} {
  graph.variable parameter @wte : tensor<16x8xf32, #table> {group = "prologue", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.0.w : tensor<8x8xf32, #graph.axes<embed, embed2>> {group = "layers.0", init = #graph.init<normal, 0.0, 0.02>}
  graph.variable parameter @layers.1.w : tensor<8x8xf32, #graph.axes<embed, embed2>> {group = "layers.1", init = #graph.init<normal, 0.0, 0.02>}

  // The gradient of a table needs the indices, not the table.
  // CHECK-LABEL: func.func private @prologue.fwd
  // CHECK-SAME: graph.phase = "forward"
  // CHECK-LABEL: func.func private @prologue.bwd
  // CHECK-SAME: (%[[TOKENS:.*]]: tensor<2x4xi32, {{.*}}>, %[[DX:.*]]: tensor<2x4x8xf32, #{{.*}}>) -> tensor<16x8xf32, #{{.*}}>
  // CHECK-SAME: graph.forward = @prologue.fwd, graph.phase = "backward"
  // CHECK: %[[DT:.*]] = graph.scatter_add %[[DX]], %[[TOKENS]] {axis = "vocab"}
  // CHECK: return %[[DT]]
  func.func private @prologue(%wte: tensor<16x8xf32, #table>, %tokens: tensor<2x4xi32, #tokens>) -> tensor<2x4x8xf32, #x>
      attributes {graph.block = "prologue", graph.phase = "forward"} {
    %x = graph.gather %wte, %tokens {axis = "vocab"} : (tensor<16x8xf32, #table>, tensor<2x4xi32, #tokens>) -> tensor<2x4x8xf32, #x>
    return %x : tensor<2x4x8xf32, #x>
  }

  // What is saved is the operand of gelu; the arguments are passed again and the renamed value is made again.
  // CHECK-LABEL: func.func private @layers.fwd
  // CHECK-SAME: -> (tensor<2x4x8xf32, #{{.*}}>, tensor<2x4x8xf32, #{{.*}}>)
  // CHECK-SAME: graph.repeated
  // CHECK: %[[H:.*]] = graph.einsum
  // CHECK: %[[A:.*]] = graph.gelu %[[H]]
  // CHECK: return %{{.*}}, %[[H]]
  // CHECK-LABEL: func.func private @layers.bwd
  // CHECK-SAME: (%[[SH:.*]]: tensor<2x4x8xf32, #{{.*}}>, %[[X:.*]]: tensor<2x4x8xf32, #{{.*}}>, %[[W:.*]]: tensor<8x8xf32, #{{.*}}>, %[[DY:.*]]: tensor<2x4x8xf32, #{{.*}}>) -> (tensor<2x4x8xf32, #{{.*}}>, tensor<8x8xf32, #{{.*}}>)
  // CHECK-SAME: graph.block = "layers", graph.forward = @layers.fwd, graph.phase = "backward", graph.repeated
  // CHECK: %[[DA:.*]] = graph.rename %[[DY]]
  // CHECK: %[[DH:.*]] = graph.gelu_grad %[[SH]], %[[DA]]
  // CHECK: %[[DX1:.*]] = graph.einsum %[[DH]], %[[W]]
  // CHECK: %[[DW:.*]] = graph.einsum %[[X]], %[[DH]]
  // CHECK: %[[DX:.*]] = graph.add %[[DY]], %[[DX1]]
  // CHECK: return %[[DX]], %[[DW]]
  // LOC-LABEL: func.func private @layers.bwd
  // LOC: graph.gelu_grad {{.*}} loc(#[[GELU:.*]])
  func.func private @layers(%x: tensor<2x4x8xf32, #x>, %w: tensor<8x8xf32, #graph.axes<embed, embed2>>) -> tensor<2x4x8xf32, #x>
      attributes {graph.block = "layers", graph.phase = "forward", graph.repeated} {
    %h = graph.einsum %x, %w : (tensor<2x4x8xf32, #x>, tensor<8x8xf32, #graph.axes<embed, embed2>>) -> tensor<2x4x8xf32, #graph.axes<batch, seq, embed2>>
    %a = graph.gelu %h : (tensor<2x4x8xf32, #graph.axes<batch, seq, embed2>>) -> tensor<2x4x8xf32, #graph.axes<batch, seq, embed2>> loc("gelu.heddle":7:5)
    %r = graph.rename %a : (tensor<2x4x8xf32, #graph.axes<batch, seq, embed2>>) -> tensor<2x4x8xf32, #x>
    %y = graph.add %x, %r : (tensor<2x4x8xf32, #x>, tensor<2x4x8xf32, #x>) -> tensor<2x4x8xf32, #x>
    return %y : tensor<2x4x8xf32, #x>
  }

  // CHECK-LABEL: func.func private @epilogue.bwd
  // CHECK: %[[DTOKEN:.*]] = graph.broadcast
  // CHECK: %[[DNATS:.*]] = graph.mul %[[DTOKEN]]
  // CHECK: graph.cross_entropy_grad {{.*}}, %[[DNATS]] {axis = "vocab"}
  // CHECK-NEXT: graph.einsum
  // CHECK-NEXT: graph.einsum
  // CHECK-NEXT: return
  func.func private @epilogue(%x: tensor<2x4x8xf32, #x>, %wte: tensor<16x8xf32, #table>, %targets: tensor<2x4xi32, #tokens>,
                              %weights: tensor<2x4xf32, #tokens>) -> tensor<f32, #graph.axes<>>
      attributes {graph.block = "epilogue", graph.phase = "forward"} {
    %logits = graph.einsum %x, %wte : (tensor<2x4x8xf32, #x>, tensor<16x8xf32, #table>) -> tensor<2x4x16xf32, #graph.axes<batch, seq, vocab>>
    %nats, %lse = graph.cross_entropy %logits, %targets {axis = "vocab"} : (tensor<2x4x16xf32, #graph.axes<batch, seq, vocab>>, tensor<2x4xi32, #tokens>) -> (tensor<2x4xf32, #tokens>, tensor<2x4xf32, #tokens>)
    %weighted = graph.mul %nats, %weights : (tensor<2x4xf32, #tokens>, tensor<2x4xf32, #tokens>) -> tensor<2x4xf32, #tokens>
    %loss = graph.reduce sum %weighted : (tensor<2x4xf32, #tokens>) -> tensor<f32, #graph.axes<>>
    return %loss : tensor<f32, #graph.axes<>>
  }

  func.func private @weight(%weights: tensor<2x4xf32, #tokens>) -> tensor<f32, #graph.axes<>>
      attributes {graph.block = "weight", graph.phase = "step"} {
    %sum = graph.reduce sum %weights : (tensor<2x4xf32, #tokens>) -> tensor<f32, #graph.axes<>>
    return %sum : tensor<f32, #graph.axes<>>
  }

  // CHECK-LABEL: func.func @loss
  func.func @loss(%tokens: tensor<2x4xi32, #tokens> {graph.input = "tokens"}, %targets: tensor<2x4xi32, #tokens> {graph.input = "targets"},
                  %weights: tensor<2x4xf32, #tokens> {graph.input = "weights"})
      -> (tensor<f32, #graph.axes<>> {graph.output = "loss"}, tensor<f32, #graph.axes<>> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %wte = graph.read @wte : tensor<16x8xf32, #table>
    %x0 = func.call @prologue(%wte, %tokens) {graph.instance = "prologue"} : (tensor<16x8xf32, #table>, tensor<2x4xi32, #tokens>) -> tensor<2x4x8xf32, #x>
    %w0 = graph.read @layers.0.w : tensor<8x8xf32, #graph.axes<embed, embed2>>
    %x1 = func.call @layers(%x0, %w0) {graph.instance = "layers.0"} : (tensor<2x4x8xf32, #x>, tensor<8x8xf32, #graph.axes<embed, embed2>>) -> tensor<2x4x8xf32, #x>
    %w1 = graph.read @layers.1.w : tensor<8x8xf32, #graph.axes<embed, embed2>>
    %x2 = func.call @layers(%x1, %w1) {graph.instance = "layers.1"} : (tensor<2x4x8xf32, #x>, tensor<8x8xf32, #graph.axes<embed, embed2>>) -> tensor<2x4x8xf32, #x>
    %loss = func.call @epilogue(%x2, %wte, %targets, %weights) {graph.instance = "epilogue"} : (tensor<2x4x8xf32, #x>, tensor<16x8xf32, #table>, tensor<2x4xi32, #tokens>, tensor<2x4xf32, #tokens>) -> tensor<f32, #graph.axes<>>
    %weight = func.call @weight(%weights) {graph.instance = "weight"} : (tensor<2x4xf32, #tokens>) -> tensor<f32, #graph.axes<>>
    return %loss, %weight : tensor<f32, #graph.axes<>>, tensor<f32, #graph.axes<>>
  }

  // CHECK-LABEL: func.func private @loss_seed
  // CHECK: %[[ONE:.*]] = graph.constant {value = 1.0
  // CHECK: graph.div %[[ONE]]

  // CHECK-LABEL: func.func @train
  // CHECK-SAME: %[[TOK:.*]]: tensor<2x4xi32, {{.*}}> {graph.input = "tokens"}
  // CHECK-SAME: {graph.output = "loss"}{{.*}}{graph.output = "weight"}
  // CHECK-SAME: graph.entry = "train"
  // CHECK: %[[WTE:.*]] = graph.read @wte
  // CHECK-NEXT: %[[W0:.*]] = graph.read @layers.0.w
  // CHECK-NEXT: %[[W1:.*]] = graph.read @layers.1.w
  // CHECK-NEXT: %[[WEIGHT:.*]] = call @weight
  // CHECK-NEXT: %[[SEED:.*]] = call @loss_seed(%[[WEIGHT]])
  // CHECK-NEXT: %[[X0:.*]] = call @prologue.fwd(%[[WTE]], %[[TOK]])
  // CHECK-NEXT: %[[X1:.*]]:2 = call @layers.fwd(%[[X0]], %[[W0]]) {graph.instance = "layers.0"}
  // CHECK-NEXT: %[[X2:.*]]:2 = call @layers.fwd(%[[X1]]#0, %[[W1]]) {graph.instance = "layers.1"}
  // CHECK-NEXT: %[[LOSS:.*]]:3 = call @epilogue.fwd(%[[X2]]#0, %[[WTE]]
  // CHECK-NEXT: %[[DE:.*]]:2 = call @epilogue.bwd(%[[LOSS]]#1, %[[LOSS]]#2, %[[X2]]#0, %[[WTE]], %{{.*}}, %{{.*}}, %[[SEED]])
  // CHECK-NEXT: %[[D1:.*]]:2 = call @layers.bwd(%[[X2]]#1, %[[X1]]#0, %[[W1]], %[[DE]]#0) {graph.instance = "layers.1"}
  // CHECK-NEXT: %[[D0:.*]]:2 = call @layers.bwd(%[[X1]]#1, %[[X0]], %[[W0]], %[[D1]]#0) {graph.instance = "layers.0"}
  // CHECK-NEXT: %[[DP:.*]] = call @prologue.bwd(%[[TOK]], %[[D0]]#0)
  // The tied parameter: the contribution of its last use was made first.
  // CHECK-NEXT: %[[DWTE:.*]] = graph.add_n %[[DE]]#1, %[[DP]]
  // CHECK-NEXT: graph.gradient @wte, %[[DWTE]]
  // CHECK-NEXT: graph.gradient @layers.0.w, %[[D0]]#1
  // CHECK-NEXT: graph.gradient @layers.1.w, %[[D1]]#1
  // CHECK-NEXT: return %[[LOSS]]#0, %[[WEIGHT]]
  // LOC: #[[GELU]] = loc("gelu.heddle":7:5)
}
