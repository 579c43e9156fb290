//===- Passes.td - the plan stage -----------------------------------------===//

#ifndef HEDDLE_PASSES_PLAN_PASSES_TD
#define HEDDLE_PASSES_PLAN_PASSES_TD

include "mlir/Pass/PassBase.td"

def ApplyPlanPass : Pass<"heddle-apply-plan", "::mlir::ModuleOp"> {
  let summary = "Decide how the model runs on the mesh, as module attributes";
  let description = [{
    Reads a plan (text `plan.proto`) and a cluster (text `cluster.proto`), pins what the options say, fills in the rest, checks all of it against the graph, and
    writes the decisions: `dist.mesh`, `dist.rules` (axis -> mesh axes), `dist.zero`, `dist.schedule`, `dist.recompute`, `dist.cuts` (repeated blocks per stage,
    if pp > 1), `dist.plan` (the whole plan as text), `dist.device` (what a device of the cluster holds, if it is said). Nothing else in the module changes.
  }];
  let options = [
    Option<"plan", "plan", "std::string", /*default=*/"", "text plan.proto to start from">,
    Option<"cluster", "cluster", "std::string", /*default=*/"", "text cluster.proto of the machines">,
    Option<"dp", "dp", "unsigned", /*default=*/"0", "data parallel replicas; 0: as the plan says">,
    Option<"pp", "pp", "unsigned", /*default=*/"0", "pipeline stages; 0: as the plan says">,
    Option<"tp", "tp", "unsigned", /*default=*/"0", "tensor parallel ranks; 0: as the plan says">,
    Option<"microBatches", "micro-batches", "unsigned", /*default=*/"0", "micro-batches of a step; 0: as the plan says">,
    Option<"zero", "zero", "int64_t", /*default=*/"-1", "ZeRO stage; -1: as the plan says">,
    Option<"schedule", "schedule", "std::string", /*default=*/"", "gpipe or 1f1b">,
    Option<"recompute", "recompute", "std::string", /*default=*/"", "none or layer">
  ];
  let dependentDialects = ["::heddle::dist::DistDialect"];
}

def VerifyPlanPass : Pass<"heddle-verify-plan", "::mlir::ModuleOp"> {
  let summary = "Every decision is present and of the right form";
  let description = [{The post-condition of the stage: later stages read the module attributes of `heddle-apply-plan` without checking them again.}];
}

#endif // HEDDLE_PASSES_PLAN_PASSES_TD
