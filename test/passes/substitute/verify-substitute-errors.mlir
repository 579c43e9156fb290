// RUN: not %heddle-opt %s --heddle-verify-substitute 2>&1 | FileCheck %s

// CHECK: [[@LINE+1]]:1: error: the axis 'embed' has the size 16 here and 8 elsewhere
func.func @f(%x: tensor<8xf32, #graph.axes<embed>>, %y: tensor<16xf32, #graph.axes<embed>>) {
  return
}
