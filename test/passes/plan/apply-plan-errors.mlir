// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="tp=8" 2>&1 | FileCheck %s --check-prefix=HEADS
// HEADS: model.mlir:7:{{[0-9]+}}: error: heads = 12 does not divide by tp = 8; see attention here; tp = 1, 2 or 4 fits all axes that tp splits

// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="dp=3" 2>&1 | FileCheck %s --check-prefix=BATCH
// BATCH: error: batch = 8 does not divide by dp = 3; dp = 1, 2, 4 or 8 would fit, or change batch in the train block

// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="dp=2 micro-batches=3" 2>&1 | FileCheck %s --check-prefix=MICRO
// MICRO: error: batch = 8 does not divide by dp x micro-batches = 2 x 3; micro-batches = 1, 2 or 4 would fit

// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="pp=3" 2>&1 | FileCheck %s --check-prefix=STAGES
// STAGES: error: 4 layers do not divide by pp = 3; pp = 1, 2 or 4 would fit, or give the layers of each stage as stage_layers in the plan

// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="dp=8 cluster=%S/Inputs/cluster.textproto" 2>&1 | FileCheck %s --check-prefix=CLUSTER
// CLUSTER: error: dp x pp x tp = 8 x 1 x 1 = 8 ranks, but cluster 'four' has room for 4; make dp, pp or tp smaller

// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="zero=2 schedule=interleaved recompute=some" 2>&1 | FileCheck %s --check-prefix=VALUES
// VALUES: error: zero = 2 is not supported; 0 (nothing) and 1 (optimizer state sharded over dp) are
// VALUES: error: schedule 'interleaved' is not supported; 'gpipe' and '1f1b' are
// VALUES: error: recompute 'some' is not supported; 'none' and 'layer' are

// Errors of a file point into it.
// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="plan=%S/Inputs/syntax.textproto" 2>&1 | FileCheck %s --check-prefix=SYNTAX
// SYNTAX: syntax.textproto:2:16: error: {{.*}}tensor_parallel
// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="plan=%S/Inputs/unsupported.textproto" 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: unsupported.textproto:2:{{[0-9]+}}: error: zero = 3 is not supported
// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="plan=%S/Inputs/unsupported.textproto zero=0" 2>&1 | FileCheck %s --check-prefix=RULE
// RULE: unsupported.textproto:3:{{[0-9]+}}: error: axis 'heads' over 'dp' is not supported; a rule may name 'tp', or nothing
// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="plan=%S/Inputs/missing.textproto" 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: missing.textproto{{.*}}error: cannot read the file

// One error, at the parameter of the spec, however many layers have it.
// RUN: not %heddle-opt %S/Inputs/both-axes.mlir --heddle-apply-plan="tp=2" 2>&1 | FileCheck %s --check-prefix=BOTH
// BOTH: both-axes.mlir:4:{{[0-9]+}}: error: tp would split both 'hidden' and 'vocab' of the parameter 'layers.0.w', but it can split only one axis of a tensor; give one of them a rule without tp in the plan: rules { axis: "hidden" }
// BOTH-NOT: error:
// RUN: %heddle-opt %S/Inputs/both-axes.mlir --heddle-apply-plan="tp=1"
