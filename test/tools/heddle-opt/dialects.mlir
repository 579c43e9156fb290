// The dialects of every phase are known, with MLIR's standard flags.

// RUN: heddle-opt %s --canonicalize --cse --mlir-print-debuginfo | FileCheck %s
// RUN: heddle-opt --show-dialects | FileCheck %s --check-prefix=DIALECTS

// CHECK-LABEL: func @kernel
func.func @kernel(%a: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: linalg.generic
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%a : tensor<4xf32>) outs(%a : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %1 = math.tanh %x : f32
    linalg.yield %1 : f32
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// DIALECTS: dist
// DIALECTS: exec
// DIALECTS: graph
