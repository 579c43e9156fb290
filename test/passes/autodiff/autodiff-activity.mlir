// What gets a gradient: nothing that depends on no parameter, nothing the loss does not depend on, and a shared block serves the
// call that needs most.
// RUN: %heddle-opt %s --heddle-autodiff --heddle-verify-autodiff | FileCheck %s

#s = #graph.axes<>
#v = #graph.axes<embed>

module {
  graph.variable parameter @w : tensor<4xf32, #v> {group = "p", init = #graph.init<constant, 1.0>}
  graph.variable counter @step : tensor<4xf32, #v> {group = "p", init = #graph.init<constant, 0.0>}

  // The first call multiplies an input and a counter, the second its result and a parameter: only the second operand needs a gradient.
  // CHECK-LABEL: func.func private @product.fwd
  // CHECK-LABEL: func.func private @product.bwd
  // CHECK-SAME: (%[[X:.*]]: tensor<4xf32, #{{.*}}>, %[[DY:.*]]: tensor<4xf32, #{{.*}}>) -> tensor<4xf32, #{{.*}}> attributes
  // CHECK-NEXT: %[[DW:.*]] = graph.mul %[[DY]], %[[X]]
  // CHECK-NEXT: return %[[DW]]
  func.func private @product(%x: tensor<4xf32, #v>, %w: tensor<4xf32, #v>) -> tensor<4xf32, #v> attributes {graph.block = "product", graph.phase = "forward"} {
    %y = graph.mul %x, %w : (tensor<4xf32, #v>, tensor<4xf32, #v>) -> tensor<4xf32, #v>
    return %y : tensor<4xf32, #v>
  }

  // The second result is for the log: the op without gradient is not in the way, and one value is saved that is a result already.
  // CHECK-LABEL: func.func private @head.fwd
  // CHECK-SAME: -> (tensor<f32, #{{.*}}>, tensor<4xf32, #{{.*}}>, tensor<f32, #{{.*}}>)
  // CHECK-LABEL: func.func private @head.bwd
  // CHECK-SAME: (%[[E:.*]]: tensor<4xf32, #{{.*}}>, %[[DL:.*]]: tensor<f32, #{{.*}}>) -> tensor<4xf32, #{{.*}}> attributes
  // CHECK-NEXT: %[[B:.*]] = graph.broadcast %[[DL]]
  // CHECK-NEXT: graph.mul %[[B]], %[[E]]
  func.func private @head(%x: tensor<4xf32, #v>) -> (tensor<f32, #s>, tensor<4xf32, #v>, tensor<f32, #s>) attributes {graph.block = "head", graph.phase = "forward"} {
    %e = graph.exp %x : (tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %loss = graph.reduce sum %e : (tensor<4xf32, #v>) -> tensor<f32, #s>
    %largest = graph.reduce max %x : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %loss, %e, %largest : tensor<f32, #s>, tensor<4xf32, #v>, tensor<f32, #s>
  }

  // CHECK-LABEL: func.func @train
  // CHECK: %[[X1:.*]] = call @product.fwd({{.*}}) {graph.instance = "first"}
  // CHECK: call @product.fwd(%[[X1]], {{.*}}) {graph.instance = "second"}
  // CHECK: %[[HEAD:.*]]:3 = call @head.fwd
  // CHECK: call @head.bwd(%[[HEAD]]#1, %{{.*}})
  // CHECK: call @product.bwd({{.*}}) {graph.instance = "second"}
  // CHECK-NOT: call @product.bwd
  // CHECK: graph.gradient @w
  func.func @loss(%x: tensor<4xf32, #v> {graph.input = "x"}, %weight: tensor<f32, #s> {graph.input = "weights"})
      -> (tensor<f32, #s> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %step = graph.read @step : tensor<4xf32, #v>
    %w = graph.read @w : tensor<4xf32, #v>
    %x1 = func.call @product(%x, %step) {graph.instance = "first"} : (tensor<4xf32, #v>, tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %x2 = func.call @product(%x1, %w) {graph.instance = "second"} : (tensor<4xf32, #v>, tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %y:3 = func.call @head(%x2) {graph.instance = "head"} : (tensor<4xf32, #v>) -> (tensor<f32, #s>, tensor<4xf32, #v>, tensor<f32, #s>)
    return %y#0, %weight : tensor<f32, #s>, tensor<f32, #s>
  }
}
