// RUN: %heddle-opt %s --heddle-build-tables --heddle-mark-blocks --heddle-outline-kernels --heddle-build-segments --heddle-build-roles --heddle-verify-schedule | FileCheck %s

// Two stages, two micro-batches; @w is tied: both stages hold it and its gradient.

!x = tensor<4x8xf32, #dist.layout<[batch @mb, flat]>>
!w = tensor<8xf32, #dist.layout<[flat]>>
!gp = tensor<8xf32, #dist.layout<[flat], partial = (mb)>>
!n = tensor<f64, #dist.layout<[]>>
!gpp = tensor<8xf32, #dist.layout<[flat], partial = (pp)>>

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 2>, dist.schedule = "1f1b"} {
  graph.variable parameter @wte : !w {group = "a", init = #graph.init<constant, 0.0>}
  graph.variable counter @step : !w {group = "a", init = #graph.init<constant, 0.0>}
  dist.bucket parameter @w : !w {group = "a", suffix = "", members = [@wte], offsets = array<i64: 0>}

  func.func private @fwd(%x: !x, %w: !w) -> !x attributes {graph.phase = "forward"} {
    %r = dist.region %x, %w rows ["batch"] : (!x, !w) -> !x {
    ^bb0(%a: !x, %b: !w):
      %s = graph.add %a, %b : (!x, !w) -> !x
      dist.yield %s : !x
    }
    return %r : !x
  }
  func.func private @bwd(%x: !x) -> (!x, !gp) attributes {graph.phase = "backward"} {
    %r:2 = dist.region %x rows ["batch"] : (!x) -> (!x, !gp) {
    ^bb0(%a: !x):
      %n = graph.neg %a : (!x) -> !x
      %s = graph.reduce sum %a : (!x) -> !gp
      dist.yield %n, %s : !x, !gp
    }
    return %r#0, %r#1 : !x, !gp
  }
  func.func private @all_reduce(%g: !gpp) -> !w attributes {graph.phase = "step"} {
    %s = dist.all_reduce %g over <pp> {dist.stages = array<i64: 0, 1>} : !gpp -> !w
    return %s : !w
  }
  func.func private @update(%p: !w, %g: !w) -> !w attributes {graph.phase = "update"} {
    %r = dist.region %p, %g rows [] : (!w, !w) -> !w {
    ^bb0(%a: !w, %b: !w):
      %e = graph.constant {value = 0.5 : f64} : () -> !n
      %c:3 = graph.adamw %a, %b, %b, %b, %e, %e, %e, %e {beta1 = 0.9 : f64, beta2 = 0.95 : f64, eps = 1.0e-8 : f64, weight_decay = 0.0 : f64} : (!w, !w, !w, !w, !n, !n, !n, !n) -> (!w, !w, !w)
      dist.yield %c#0 : !w
    }
    return %r : !w
  }
  func.func private @increment(%s: !w) -> !w attributes {graph.phase = "step"} {
    %r = dist.region %s rows [] : (!w) -> !w {
    ^bb0(%a: !w):
      %b = graph.neg %a : (!w) -> !w
      dist.yield %b : !w
    }
    return %r : !w
  }

  func.func @train(%tokens: !x {graph.input = "tokens"}) -> (!w {graph.output = "gradient"}) attributes {graph.entry = "train"} {
    %w = graph.read @w {dist.stages = array<i64: 0, 1>} : !w
    %s = graph.read @step {dist.stages = array<i64: 1>} : !w
    %a = call @fwd(%tokens, %w) {dist.stages = array<i64: 0>, graph.instance = "layers.0"} : (!x, !w) -> !x
    %ta = dist.transfer %a from 0 to 1 {dist.stages = array<i64: 1>} : !x -> !x
    %b = call @fwd(%ta, %w) {dist.stages = array<i64: 1>, graph.instance = "layers.1"} : (!x, !w) -> !x
    %c:2 = call @bwd(%b) {dist.stages = array<i64: 1>, graph.instance = "layers.1"} : (!x) -> (!x, !gp)
    %tc = dist.transfer %c#0 from 1 to 0 {dist.stages = array<i64: 0>} : !x -> !x
    %d:2 = call @bwd(%tc) {dist.stages = array<i64: 0>, graph.instance = "layers.0"} : (!x) -> (!x, !gp)
    %g1 = dist.accumulate %c#1 {dist.stages = array<i64: 1>} : (!gp) -> !w
    %g0 = dist.accumulate %d#1 {dist.stages = array<i64: 0>} : (!gp) -> !w
    %j = dist.join %g1, %g0 {dist.stages = array<i64: 0, 1>} : (!w, !w) -> !gpp
    %g = call @all_reduce(%j) {dist.stages = array<i64: 0, 1>} : (!gpp) -> !w
    %u = call @update(%w, %g) {dist.stages = array<i64: 0, 1>, graph.instance = "layers"} : (!w, !w) -> !w
    %n = call @increment(%s) {dist.stages = array<i64: 1>} : (!w) -> !w
    graph.write @w, %u {dist.stages = array<i64: 0, 1>} : !w
    graph.write @step, %n {dist.stages = array<i64: 1>} : !w
    return %g : !w
  }
}

// The functions and tables of dist are gone.
// CHECK-NOT: func.func
// CHECK-NOT: dist.table

// CHECK: exec.role @stage0
// CHECK-DAG: exec.frames "w" id [[W:[0-9]+]] {bytes = 32 : i64, {{.*}}pinned}
// CHECK-DAG: exec.frames "w.gradient" id [[G:[0-9]+]] {bytes = 32 : i64, {{.*}}pinned}
// CHECK-DAG: exec.bucket "w" {elements = 8 : i64, {{.*}}members = [@wte], {{.*}}storage = 1 : i32, suffix = ""
// CHECK-DAG: exec.bucket "w.gradient" {{{.*}}suffix = "gradient"
// CHECK: exec.table "train"
// CHECK-DAG: exec.frames "tokens" id [[TOKENS:[0-9]+]] {bytes = 64 : i64, count = 2 : i64, memory_class = 7 : i32, pinned}
// CHECK-DAG: exec.frames "fwd.0" id [[FWD:[0-9]+]] {bytes = 64 : i64, count = 2 : i64, memory_class = 5 : i32}
// CHECK-DAG: exec.frames "received.bwd.0" id [[DY:[0-9]+]] {bytes = 64 : i64, count = 2 : i64
// CHECK: exec.port "tokens" {frames = [[TOKENS]] : i64, instance = 0 : i64, micro_batches = 2 : i64, shape = array<i64: 2, 8>, type = f32}
// CHECK: exec.port "gradient" {frames = [[G]] : i64, {{.*}}output
// CHECK: exec.row @segment.fwd "layers.0" micro_batch 0 frames {{\[}}[[TOKENS]], 0, 1, [[W]], 0, 0, [[FWD]], 0, 1]
// CHECK-NEXT: exec.row @segment.exchange "exchange" micro_batch 0 frames {{\[}}[[FWD]], 0, 1]
// CHECK-NEXT: exec.row @segment.fwd "layers.0" micro_batch 1
// CHECK-NEXT: exec.row @segment.exchange_0 "exchange" micro_batch 1 frames {{\[}}[[FWD]], 0, 1, [[DY]], -1, 1]
// The first backward overwrites the gradient, the second adds to it.
// CHECK-NEXT: exec.row @segment.bwd "layers.0" micro_batch 0 frames {{\[}}[[DY]], 0, 1, {{[0-9]+}}, 0, 1, [[G]], 0, 0] scalars [0]
// CHECK: exec.row @segment.bwd "layers.0" micro_batch 1 frames {{\[}}[[DY]], 0, 1, {{[0-9]+}}, 0, 1, [[G]], 0, 0] scalars [1]
// In place: one frame for operand and result.
// CHECK-NEXT: exec.row @segment.all_reduce "all_reduce" micro_batch 0 frames {{\[}}[[G]], 0, 0]
// CHECK-NEXT: exec.row @segment.update "layers" micro_batch 0 frames {{\[}}[[W]], 0, 0, [[G]], 0, 0]

// An exchange is a segment, shared by all rows with the same messages.
// CHECK: exec.segment @segment.exchange attributes
// CHECK: exec.exchange sends(%{{.*}} : !exec.buffer<64>) receives() {{{.*}}send_stages = array<i64: 1>, send_values = array<i64: 1>}
// CHECK: exec.segment @segment.exchange_0 attributes
// CHECK: exec.exchange sends(%{{.*}} : !exec.buffer<64>) receives(%{{.*}} : !exec.buffer<64>)

// CHECK: exec.role @stage1
// CHECK-NOT: exec.port "tokens"
// A variable that is read takes its new value at the end.
// CHECK: exec.row @segment.increment
// CHECK-NEXT: exec.row @segment.copy "write"
