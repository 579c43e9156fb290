// RUN: %heddle-opt %s --heddle-autodiff -verify-diagnostics -split-input-file -o /dev/null

#s = #graph.axes<>
#v = #graph.axes<embed>

// expected-error@+1 {{there is nothing to differentiate: no function has graph.entry = "loss"}}
module {
}

// -----

#s = #graph.axes<>
#v = #graph.axes<embed>
module {
  graph.variable parameter @w : tensor<4xf32, #v> {group = "p", init = #graph.init<constant, 0.0>}
  func.func private @block(%w: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "block", graph.phase = "forward"} {
    // expected-error@+1 {{a maximum over an axis has no gradient here; only sums are differentiable}}
    %y = graph.reduce max %w : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %y : tensor<f32, #s>
  }
  func.func @loss(%weight: tensor<f32, #s>) -> (tensor<f32, #s> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %w = graph.read @w : tensor<4xf32, #v>
    %y = func.call @block(%w) : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %y, %weight : tensor<f32, #s>, tensor<f32, #s>
  }
}

// -----

#s = #graph.axes<>
#v = #graph.axes<embed>
module {
  graph.variable parameter @w : tensor<4xf32, #v> {group = "p", init = #graph.init<constant, 0.0>}
  func.func private @block(%w: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "block", graph.phase = "forward"} {
    // expected-error@+1 {{'graph.gelu_grad' has no gradient, but lies between a parameter and the loss; express it with ops that have one}}
    %x = graph.gelu_grad %w, %w : (tensor<4xf32, #v>, tensor<4xf32, #v>) -> tensor<4xf32, #v>
    %y = graph.reduce sum %x : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %y : tensor<f32, #s>
  }
  func.func @loss(%weight: tensor<f32, #s>) -> (tensor<f32, #s> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %w = graph.read @w : tensor<4xf32, #v>
    %y = func.call @block(%w) : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %y, %weight : tensor<f32, #s>, tensor<f32, #s>
  }
}

// -----

#s = #graph.axes<>
#v = #graph.axes<embed>
module {
  graph.variable parameter @w : tensor<4xf32, #v> {group = "p", init = #graph.init<constant, 0.0>}
  func.func private @block(%w: tensor<4xf32, #v>) -> tensor<f32, #s> attributes {graph.block = "block", graph.phase = "forward"} {
    // expected-error@+1 {{result 1 of graph.rms_norm is kept for the backward pass and is not differentiable; compute it with elementwise ops and graph.reduce instead}}
    %x, %rstd = graph.rms_norm %w, %w {axis = "embed", eps = 1.0e-5 : f64} : (tensor<4xf32, #v>, tensor<4xf32, #v>) -> (tensor<4xf32, #v>, tensor<f32, #s>)
    return %rstd : tensor<f32, #s>
  }
  func.func @loss(%weight: tensor<f32, #s>) -> (tensor<f32, #s> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %w = graph.read @w : tensor<4xf32, #v>
    %y = func.call @block(%w) : (tensor<4xf32, #v>) -> tensor<f32, #s>
    return %y, %weight : tensor<f32, #s>, tensor<f32, #s>
  }
}

// -----

#s = #graph.axes<>
#v = #graph.axes<embed>
module {
  graph.variable parameter @w : tensor<f32, #s> {group = "p", init = #graph.init<constant, 0.0>}
  // expected-error@+1 {{the loss does not depend on the parameter @unused, so it cannot be trained; use it or remove it}}
  graph.variable parameter @unused : tensor<4xf32, #v> {group = "p", init = #graph.init<constant, 0.0>}
  func.func @loss(%weight: tensor<f32, #s>) -> (tensor<f32, #s> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %w = graph.read @w : tensor<f32, #s>
    return %w, %weight : tensor<f32, #s>, tensor<f32, #s>
  }
}

// -----

#s = #graph.axes<>
module {
  // expected-error@+1 {{the entry @loss has no result with graph.output = "weight"}}
  func.func @loss(%x: tensor<f32, #s>) -> (tensor<f32, #s> {graph.output = "loss"}) attributes {graph.entry = "loss"} {
    return %x : tensor<f32, #s>
  }
}

// -----

#s = #graph.axes<>
#v = #graph.axes<embed>
module {
  // expected-error@+1 {{the loss must be one real number, but is 'tensor<4xf32, #graph.axes<embed>>'}}
  func.func @loss(%x: tensor<4xf32, #v>, %weight: tensor<f32, #s>) -> (tensor<4xf32, #v> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    return %x, %weight : tensor<4xf32, #v>, tensor<f32, #s>
  }
}

// -----

#s = #graph.axes<>
module {
  func.func private @block(tensor<f32, #s>) -> tensor<f32, #s>
  func.func @loss(%weight: tensor<f32, #s>) -> (tensor<f32, #s> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    // expected-error@+1 {{the block @block must be defined in the module, as straight-line code}}
    %y = func.call @block(%weight) : (tensor<f32, #s>) -> tensor<f32, #s>
    return %y, %weight : tensor<f32, #s>, tensor<f32, #s>
  }
}

// -----

#s = #graph.axes<>
module {
  graph.variable parameter @w : tensor<f32, #s> {group = "p", init = #graph.init<constant, 0.0>}
  func.func private @block(%w: tensor<f32, #s>) -> (tensor<f32, #s>, tensor<f32, #s>) attributes {graph.block = "block", graph.phase = "forward"} {
    return %w, %w : tensor<f32, #s>, tensor<f32, #s>
  }
  func.func private @later(%w: tensor<f32, #s>) -> tensor<f32, #s> attributes {graph.block = "later", graph.phase = "forward"} {
    return %w : tensor<f32, #s>
  }
  func.func @loss() -> (tensor<f32, #s> {graph.output = "loss"}, tensor<f32, #s> {graph.output = "weight"}) attributes {graph.entry = "loss"} {
    %w = graph.read @w : tensor<f32, #s>
    %y:2 = func.call @block(%w) : (tensor<f32, #s>) -> (tensor<f32, #s>, tensor<f32, #s>)
    // expected-error@+1 {{the weight of the loss must be computed from the entry's inputs in one block, since it divides the loss before anything else runs}}
    %weight = func.call @later(%y#1) : (tensor<f32, #s>) -> tensor<f32, #s>
    return %y#0, %weight : tensor<f32, #s>, tensor<f32, #s>
  }
}
