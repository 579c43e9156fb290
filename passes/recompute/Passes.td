//===- Passes.td - the recompute stage ------------------------------------===//

#ifndef HEDDLE_PASSES_RECOMPUTE_PASSES_TD
#define HEDDLE_PASSES_RECOMPUTE_PASSES_TD

include "mlir/Pass/PassBase.td"

def RecomputeLayersPass : Pass<"heddle-recompute-layers", "::mlir::ModuleOp"> {
  let summary = "Compute a layer again in its backward instead of keeping its activations";
  let description = [{
    Under `dist.recompute = "layer"` (Chen et al. 2016) a repeated forward block returns only what other blocks use. Its backward block takes the
    arguments of the forward and starts with a copy of what it needs of it, collectives included; only the input of the layer lives from forward to backward. Under
    "none" nothing changes.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [
    Statistic<"numBlocks", "blocks", "backward blocks that recompute">,
    Statistic<"numCollectives", "collectives", "collectives replayed in backward blocks">
  ];
}

def VerifyRecomputePass : Pass<"heddle-verify-recompute", "::mlir::ModuleOp"> {
  let summary = "Under \"layer\", nothing but inputs crosses from forward to backward";
  let description = [{No backward call of a repeated block takes a result of the forward call of its own instance.}];
}

#endif // HEDDLE_PASSES_RECOMPUTE_PASSES_TD
