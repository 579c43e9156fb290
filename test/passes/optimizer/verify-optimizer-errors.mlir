// RUN: %heddle-opt %s --heddle-verify-optimizer --split-input-file --verify-diagnostics

// expected-error@below {{has no entry 'init' after the optimizer stage}}
module {
}

// -----

!s = tensor<f64, #graph.axes<>>
// expected-error@below {{variable 'x' is never written in entry 'init'}}
graph.variable parameter @x : !s {group = "prologue", init = #graph.init<constant, 0.0>}
func.func @init() attributes {graph.entry = "init"} {
  return
}
func.func @train() attributes {graph.entry = "train"} {
  return
}
func.func @eval() attributes {graph.entry = "eval"} {
  return
}

// -----

!s = tensor<f64, #graph.axes<>>
graph.variable parameter @x : !s {group = "prologue", init = #graph.init<constant, 0.0>}
func.func @init(%x: !s {graph.input = "x"}) attributes {graph.entry = "init"} {
  graph.write @x, %x : !s
  // expected-error@below {{variable 'x' is written a second time in entry 'init'}}
  graph.write @x, %x : !s
  return
}
func.func @train() attributes {graph.entry = "train"} {
  return
}
func.func @eval() attributes {graph.entry = "eval"} {
  return
}

// -----

!s = tensor<f64, #graph.axes<>>
graph.variable parameter @x : !s {group = "prologue", init = #graph.init<constant, 0.0>}
func.func @eval(%x: !s {graph.input = "x"}) attributes {graph.entry = "eval"} {
  // expected-error@below {{entry 'eval' must not change state}}
  graph.write @x, %x : !s
  return
}
func.func @init() attributes {graph.entry = "init"} {
  return
}
func.func @train() attributes {graph.entry = "train"} {
  return
}

// -----

!s = tensor<f64, #graph.axes<>>
graph.variable parameter @x : !s {group = "prologue", init = #graph.init<constant, 0.0>}
func.func @train(%x: !s {graph.input = "x"}) attributes {graph.entry = "train"} {
  // expected-error@below {{is left after the optimizer stage, which must have consumed it}}
  graph.gradient @x, %x : !s
  return
}
func.func @init() attributes {graph.entry = "init"} {
  return
}
func.func @eval() attributes {graph.entry = "eval"} {
  return
}

// -----

!s = tensor<f64, #graph.axes<>>
func.func @eval(%x: !s {graph.input = "x"}) attributes {graph.entry = "eval"} {
  // expected-error@below {{stands in the body of an entry; move it into a block function}}
  %y = graph.exp %x : (!s) -> !s
  return
}
func.func @init() attributes {graph.entry = "init"} {
  return
}
func.func @train() attributes {graph.entry = "train"} {
  return
}
