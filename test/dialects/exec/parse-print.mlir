// RUN: %heddle-opt %s | %heddle-opt | FileCheck %s

// CHECK-LABEL: exec.kernel @scale
// CHECK-SAME: accumulate = array<i1: true>, in_place = array<i64: -1>, rows = ["batch"]
exec.kernel @scale attributes {accumulate = array<i1: true>, in_place = array<i64: -1>, rows = ["batch"]} {
^bb0(%x: tensor<4x2xf32, #graph.axes<batch, embed>>, %offset: index):
  %y = graph.exp %x : (tensor<4x2xf32, #graph.axes<batch, embed>>) -> tensor<4x2xf32, #graph.axes<batch, embed>>
  // CHECK: exec.yield
  exec.yield %y : tensor<4x2xf32, #graph.axes<batch, embed>>
}

// CHECK-LABEL: exec.segment @all
exec.segment @all attributes {flops = 16.0, frames = [
    // CHECK-SAME: #exec.frame<name = "x", memory_class = activation, read = true, written = false>
    #exec.frame<name = "x", memory_class = activation, read = true, written = false>,
    #exec.frame<name = "y", memory_class = gradient, read = true, written = true>]} {
// CHECK: ^bb0(%[[X:.*]]: !exec.buffer<64>, %[[Y:.*]]: !exec.buffer<128>, %[[FLAG:.*]]: index)
^bb0(%x: !exec.buffer<64>, %y: !exec.buffer<128>, %flag: index):
  // CHECK: exec.temporary : <32>
  %t = exec.temporary : !exec.buffer<32>
  // CHECK: exec.view %[[Y]][64] {terms = [#exec.term<dp * 32>]} : <128> -> <32>
  %v = exec.view %y[64] {terms = [#exec.term<dp * 32>]} : !exec.buffer<128> -> !exec.buffer<32>
  // CHECK: exec.scalar 4 {terms = [#exec.term<tp * 2>]}
  %s = exec.scalar 4 {terms = [#exec.term<tp * 2>]}
  // CHECK: exec.gemm %[[X]], %[[X]], %{{.*}} accumulate %[[FLAG]] {{.*}}transpose_a
  exec.gemm %x, %x, %v accumulate %flag {type = f32, m = 2, n = 4, k = 1, batch = 1, transpose_a, lda = 2, ldb = 4, ldc = 4, stride_a = 0, stride_b = 0, stride_c = 0} : !exec.buffer<64>, !exec.buffer<64>, !exec.buffer<32>
  // CHECK: exec.launch @scale(%{{.*}}, %{{.*}}) scalars(%{{.*}}, %[[FLAG]])
  exec.launch @scale(%t, %v) scalars(%s, %flag) : !exec.buffer<32>, !exec.buffer<32>
  // CHECK: exec.collective reduce_scatter %[[Y]] over <dp>
  exec.collective reduce_scatter %y over #dist.mesh_axes<dp> {type = f32, count = 32, reduction = 0 : i32} : !exec.buffer<128>
  // CHECK: exec.exchange sends(%[[X]] : !exec.buffer<64>) receives()
  exec.exchange sends(%x : !exec.buffer<64>) receives() {send_stages = array<i64: 1>, receive_stages = array<i64>, send_values = array<i64: 3>, receive_values = array<i64>}
  // CHECK: exec.exchange sends(%[[X]] : !exec.buffer<64>) receives(%{{.*}} : !exec.buffer<32>)
  exec.exchange sends(%x : !exec.buffer<64>) receives(%v : !exec.buffer<32>) {send_stages = array<i64: 1>, receive_stages = array<i64: 1>, send_values = array<i64: 3>, receive_values = array<i64: 8>}
  // CHECK: exec.fill
  exec.fill %v : !exec.buffer<32>
  // CHECK: exec.copy
  exec.copy %t, %v : !exec.buffer<32>, !exec.buffer<32>
}

// CHECK-LABEL: exec.role @stage0
exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 256 : i64} {
  // CHECK: exec.frames "wte" id 0 {bytes = 128 : i64, count = 1 : i64, memory_class = 1 : i32, pinned}
  exec.frames "wte" id 0 {bytes = 128, count = 1, memory_class = 1 : i32, pinned}
  // CHECK: exec.bucket "wte"
  exec.bucket "wte" {frames = 0, memory_class = 1 : i32, suffix = "", type = f32, elements = 32, storage = 1 : i32, members = [], offsets = array<i64>}
  // CHECK: exec.table "train" attributes {global_batch = 8 : i64}
  exec.table "train" attributes {global_batch = 8 : i64} {
    exec.frames "layers.0" id 1 {bytes = 64, count = 4, memory_class = 5 : i32}
    // CHECK: exec.port "loss"
    exec.port "loss" {output, type = f32, shape = array<i64>, frames = 1, instance = 0, micro_batches = 1}
    // CHECK: exec.row @all "layers.0" micro_batch 1 frames [1, 1, 0, 0, 0, 0] scalars [0]
    exec.row @all "layers.0" micro_batch 1 frames [1, 1, 0, 0, 0, 0] scalars [0]
  }
}
