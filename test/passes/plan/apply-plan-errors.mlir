// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="tp=8" 2>&1 | FileCheck %s --check-prefix=HEADS
// An error of an option has the name of the flag of heddle compile; the op is a note.
// HEADS: --tp:1:1: error: tp = 8 does not divide heads = 12; tp = 1, 2 or 4 fits all axes that tp splits
// HEADS: model.mlir:7:{{[0-9]+}}: note: see attention: query heads and their key heads lie on one rank, so tp must divide heads

// One error for all axes.
// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="tp=5" 2>&1 | FileCheck %s --check-prefix=ALL --implicit-check-not=error:
// ALL: error: tp = 5 does not divide heads = 12, vocab = 32; tp = 1, 2 or 4 fits
// ALL: note: see attention
// ALL: note: see exp: or keep 'vocab' whole, by rules { axis: "vocab" } in the plan

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
// Two rules for one axis, each at its own line.
// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="plan=%S/Inputs/rules.textproto" 2>&1 | FileCheck %s --check-prefix=TWICE --implicit-check-not=error:
// TWICE: rules.textproto:3:1: error: a second rule for axis 'vocab'; remove one of them
// TWICE: rules.textproto:4:1: error: the model has no axis 'hidden'; its axes are

// What an op stands against is told once, at the rule.
// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="plan=%S/Inputs/seq.textproto" 2>&1 | FileCheck %s --check-prefix=COUPLED --implicit-check-not=error:
// COUPLED: seq.textproto:2:1: error: tp cannot split 'seq', whose elements attention needs together; take 'tp' out of the rule for 'seq'
// COUPLED: model.mlir:7:{{[0-9]+}}: note: see attention here

// RUN: not %heddle-opt %S/Inputs/axes.mlir --heddle-apply-plan="tp=2" 2>&1 | FileCheck %s --check-prefix=AXES --implicit-check-not=error:
// AXES: --tp:1:1: error: tp splits 'heads' but not 'kv', which attention pairs with it; split both, by rules { axis: "kv" mesh: "tp" } in the plan, or keep both whole, by rules { axis: "heads" }
// AXES: axes.mlir:10:{{[0-9]+}}: note: see attention here
// AXES: --tp:1:1: error: tp would split both 'hidden' and 'vocab' of one product; keep 'hidden' whole, by rules { axis: "hidden" } in the plan
// AXES: axes.mlir:14:{{[0-9]+}}: note: see product here

// RUN: not %heddle-opt %S/Inputs/model.mlir --heddle-apply-plan="cluster=%S/Inputs/nan.textproto" 2>&1 | FileCheck %s --check-prefix=MEMORY
// MEMORY: nan.textproto:2:1: error: memory_gib = {{.*}}nan: give the GiB of one device
// MISSING: missing.textproto{{.*}}error: cannot read the file
