// RUN: %heddle-opt %s --heddle-verify-autodiff -verify-diagnostics -split-input-file -o /dev/null

// expected-error@+1 {{autodiff left no function with graph.entry = "train"}}
module {
}

// -----

#s = #graph.axes<>
module {
  // expected-error@+1 {{the parameter @w has 0 gradients in the entry `train`, but must have 1}}
  graph.variable parameter @w : tensor<f32, #s> {group = "p", init = #graph.init<constant, 0.0>}
  func.func @train() attributes {graph.entry = "train"} {
    return
  }
}

// -----

#s = #graph.axes<>
module {
  // expected-error@+1 {{the parameter @w has 2 gradients in the entry `train`, but must have 1}}
  graph.variable parameter @w : tensor<f32, #s> {group = "p", init = #graph.init<constant, 0.0>}
  func.func @train() attributes {graph.entry = "train"} {
    %w = graph.read @w : tensor<f32, #s>
    graph.gradient @w, %w : tensor<f32, #s>
    graph.gradient @w, %w : tensor<f32, #s>
    return
  }
}

// -----

#s = #graph.axes<>
module {
  graph.variable parameter @w : tensor<f32, #s> {group = "p", init = #graph.init<constant, 0.0>}
  func.func @train() attributes {graph.entry = "train"} {
    %w = graph.read @w : tensor<f32, #s>
    // expected-error@+1 {{'graph.exp' in the body of the entry @train; an entry only reads, calls blocks, sums and writes: put it into a block}}
    %g = graph.exp %w : (tensor<f32, #s>) -> tensor<f32, #s>
    graph.gradient @w, %g : tensor<f32, #s>
    return
  }
}
