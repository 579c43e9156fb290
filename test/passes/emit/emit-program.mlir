// RUN: %heddle-opt %s --heddle-emit-program=path=%t.hdx -o /dev/null
// RUN: FileCheck %s < %t.hdx

// CHECK: heddle-program
// CHECK: segment.product
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>, graph.model = "product"} {
  graph.variable parameter @w : tensor<4x4xf32, #dist.layout<[embed, hidden]>> {group = "a", init = #graph.init<constant, 0.0>}
  exec.segment @segment.product attributes {flops = 128.0, frames = [
      #exec.frame<name = "w", memory_class = parameter, read = true, written = false>,
      #exec.frame<name = "y", memory_class = activation, read = false, written = true>]} {
  ^bb0(%w: !exec.buffer<64>, %y: !exec.buffer<64>):
    exec.gemm %w, %w, %y {type = f32, m = 4, n = 4, k = 4, batch = 1, lda = 4, ldb = 4, ldc = 4, stride_a = 0, stride_b = 0, stride_c = 0} : !exec.buffer<64>, !exec.buffer<64>, !exec.buffer<64>
  }
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
    exec.frames "w" id 0 {bytes = 64, count = 1, memory_class = 1 : i32, pinned, offset = 0, slots = 1}
    exec.bucket "w" {frames = 0, memory_class = 1 : i32, suffix = "", type = f32, elements = 16, storage = 1 : i32, members = [@w], offsets = array<i64: 0>}
    exec.table "init" attributes {global_batch = 4 : i64} {
      exec.frames "y" id 1 {bytes = 64, count = 1, memory_class = 5 : i32, pinned, offset = 64, slots = 1}
      exec.port "y" {output, type = f32, shape = array<i64: 4, 4>, frames = 1, instance = 0, micro_batches = 1}
      exec.row @segment.product "layers.0" micro_batch 0 frames [0, 0, 0, 1, 0, 0] bases [0, 64] scalars []
    }
  }
}
