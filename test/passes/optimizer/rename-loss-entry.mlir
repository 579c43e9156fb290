// RUN: %heddle-opt %s --heddle-rename-loss-entry | FileCheck %s

// CHECK: func.func @eval() attributes {graph.entry = "eval"}
func.func @loss() attributes {graph.entry = "loss"} {
  return
}
