// RUN: %heddle-opt %s --heddle-build-optimizer --split-input-file --verify-diagnostics

// expected-error@below {{has no `train` entry; run the autodiff stage first}}
module {
}

// -----

// expected-error@below {{has no `graph.train` attribute; write a `train` block in the spec}}
module {
  func.func @train() attributes {graph.entry = "train"} {
    return
  }
}

// -----

// expected-error@below {{`min_lr` of the train block is missing or not a number}}
// expected-error@below {{`warmup` of the train block is missing or not a number}}
// expected-error@below {{`steps` of the train block is 0.000000e+00 but must be at least 1.000000e+00}}
// expected-error@below {{`beta1` of the train block is 1.000000e+00 but must be at least 0.000000e+00 and below 1.000000e+00}}
// expected-error@below {{`clip` of the train block is -1.000000e+00 but must be at least 0.000000e+00}}
module attributes {graph.train = {lr = 1.0e-3, warmup = "no", steps = 0, beta1 = 1.0, beta2 = 0.95, eps = 1.0e-8, weight_decay = 0.1, clip = -1.0}} {
  func.func @train() attributes {graph.entry = "train"} {
    return
  }
}

// -----

module attributes {graph.train = {lr = 1.0e-3, min_lr = 1.0e-4, warmup = 10, steps = 100, beta1 = 0.9, beta2 = 0.95, eps = 1.0e-8, weight_decay = 0.1, clip = 1.0}} {
  // expected-error@below {{parameter 'w' has no gradient: it does not influence the loss; use it or remove it}}
  graph.variable parameter @w : tensor<4xf32, #graph.axes<a>> {group = "prologue", init = #graph.init<constant, 0.0>}
  func.func @train() attributes {graph.entry = "train"} {
    return
  }
}

// -----

module attributes {graph.train = {lr = 1.0e-3, min_lr = 1.0e-4, warmup = 10, steps = 100, beta1 = 0.9, beta2 = 0.95, eps = 1.0e-8, weight_decay = 0.1, clip = 1.0}} {
  // expected-error@below {{the model has no parameters, so there is nothing to train}}
  func.func @train() attributes {graph.entry = "train"} {
    return
  }
}
