// RUN: %heddle-opt %s --heddle-verify-optimizer | FileCheck %s

!s = tensor<f64, #graph.axes<>>

graph.variable parameter @x : !s {group = "prologue", init = #graph.init<constant, 0.0>}
func.func @init() attributes {graph.entry = "init"} {
  %0 = graph.constant {value = 0.0} : () -> !s
  graph.write @x, %0 : !s
  return
}
// CHECK: func.func @train
func.func @train() attributes {graph.entry = "train"} {
  %0 = graph.read @x : !s
  graph.write @x, %0 : !s
  return
}
func.func @eval() attributes {graph.entry = "eval"} {
  return
}
