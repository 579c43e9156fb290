// RUN: not %heddle-opt %s --heddle-emit-program=path=%t.missing/program.hdx 2>&1 | FileCheck %s

// CHECK: error: {{.*}}.missing/program.hdx
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 128 : i64} {
  }
}
