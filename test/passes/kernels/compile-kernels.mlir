// RUN: %heddle-opt %s --heddle-compile-kernels --heddle-verify-kernels | FileCheck %s
// RUN: %heddle-opt %s --heddle-compile-kernels -o %t.1 && %heddle-opt %s --heddle-compile-kernels --mlir-disable-threading -o %t.2 && cmp %t.1 %t.2

// The bytes are the same with one thread and with several; the kernel stays for emit.
// CHECK: exec.kernel_library = "\7FELF
// CHECK-SAME: exec.target_cpu = "x86-64-v{{[34]}}"
// CHECK-SAME: exec.target_features = [{{.*}}"fma"
// CHECK: exec.kernel @k
exec.kernel @k attributes {rows = [], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: tensor<8xf32, #graph.axes<i>>):
  %y = graph.neg %x : (tensor<8xf32, #graph.axes<i>>) -> tensor<8xf32, #graph.axes<i>>
  exec.yield %y : tensor<8xf32, #graph.axes<i>>
}
exec.kernel @l attributes {rows = [], accumulate = array<i1: false>, in_place = array<i64: -1>} {
^bb0(%x: tensor<8xf32, #graph.axes<i>>):
  %y = graph.exp %x : (tensor<8xf32, #graph.axes<i>>) -> tensor<8xf32, #graph.axes<i>>
  exec.yield %y : tensor<8xf32, #graph.axes<i>>
}
