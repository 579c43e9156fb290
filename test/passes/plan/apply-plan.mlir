// Nothing pinned: one rank.
// RUN: %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan --heddle-verify-plan | FileCheck %s --check-prefix=DEFAULT
// DEFAULT: dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>
// DEFAULT-SAME: dist.recompute = "none"
// DEFAULT-SAME: dist.rules = {batch = #dist.mesh_axes<dp, mb>, heads = #dist.mesh_axes<tp>, vocab = #dist.mesh_axes<tp>}
// DEFAULT-SAME: dist.schedule = "1f1b", dist.zero = 0 : i64

// dp fills the cluster; a rule without mesh axes keeps vocab whole.
// RUN: %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="plan=%S/Inputs/plan.textproto cluster=%S/Inputs/cluster.textproto" | FileCheck %s --check-prefix=FILE
// FILE: dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 2, mb = 2>
// FILE-SAME: dist.plan = "dp: 2\0App: 1\0Atp: 2\0Amicro_batches: 2\0Azero: 1\0Aschedule: \22gpipe\22\0Arecompute: \22none\22\0Arules {\0A  axis: \22vocab\22\0A}\0A"
// FILE-SAME: dist.rules = {batch = #dist.mesh_axes<dp, mb>, heads = #dist.mesh_axes<tp>}
// FILE-SAME: dist.schedule = "gpipe", dist.zero = 1 : i64

// A device that has no code generator, and devices that nothing runs on, are said.
// RUN: %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="cluster=%S/Inputs/gpu.textproto dp=2" 2>&1 | FileCheck %s --check-prefix=GPU
// GPU: gpu.textproto:3:1: remark: dp x pp x tp = 2 x 1 x 1 uses 2 of the 4 devices of cluster 'gpus'
// GPU: gpu.textproto:2:1: warning: kernels are made for the host CPU; this version has no code generator for 'h100'
// GPU: dist.device = {cluster = "gpus", host = false, memory = 85899345920 : i64, ranks = 1 : i64}

// A product that tp could split, but does not, is said once.
// RUN: %heddle-opt %S/Inputs/whole.mlir --heddle-apply-plan="tp=2" 2>&1 | FileCheck %s --check-prefix=WHOLE --implicit-check-not=remark:
// WHOLE: whole.mlir:9:{{[0-9]+}}: remark: tp = 2 does not split 'ffn', so each of its ranks computes all of this product; split it, by rules { axis: "ffn" mesh: "tp" } in the plan

// Options win over the file. A pipeline gets cuts.
// RUN: %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="plan=%S/Inputs/plan.textproto dp=1 tp=3 pp=2 micro-batches=8 zero=0 schedule=1f1b recompute=layer" | FileCheck %s --check-prefix=PINS
// PINS: dist.cuts = array<i64: 2, 2>
// PINS-SAME: dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 3, mb = 8>
// PINS-SAME: dist.recompute = "layer"
// PINS-SAME: dist.schedule = "1f1b", dist.zero = 0 : i64

// The micro-batches of a pipeline: the most that divide, up to four per stage.
// RUN: %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="pp=2 dp=2" | FileCheck %s --check-prefix=MICRO
// MICRO: dist.mesh = #dist.mesh<dp = 2, pp = 2, tp = 1, mb = 4>
