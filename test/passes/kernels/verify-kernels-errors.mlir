// RUN: %heddle-opt %s --heddle-verify-kernels -verify-diagnostics

// expected-error @below {{has kernels but no exec.kernel_library}}
module {
  exec.kernel @k attributes {rows = [], accumulate = array<i1: false>, in_place = array<i64: -1>} {
  ^bb0(%x: tensor<8xf32, #graph.axes<i>>):
    exec.yield %x : tensor<8xf32, #graph.axes<i>>
  }
}
