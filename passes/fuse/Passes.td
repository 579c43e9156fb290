//===- Passes.td - which ops share a kernel -------------------------------===//

#ifndef HEDDLE_PASSES_FUSE_PASSES_TD
#define HEDDLE_PASSES_FUSE_PASSES_TD

include "mlir/Pass/PassBase.td"

def SeparateSumsPass : Pass<"heddle-separate-sums", "::mlir::ModuleOp"> {
  let summary = "Give each sum over micro-batches an op of its own that adds into it";
  let description = [{
    A result that the entry accumulates lies in a buffer that its producer adds to, micro-batch after micro-batch. So nothing else may read it, and the producer must be a contraction or run
    in a kernel. Where a value is returned twice (two biases of one sum have equal gradients), is used besides, or is made by a collective or a view, `graph.add_n` of that one value adds it to the sum.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [Statistic<"numSeparated", "sums-separated", "Results that were given an op of their own">];
}

def FormRegionsPass : Pass<"heddle-form-regions", "::mlir::ModuleOp"> {
  let summary = "Gather the ops of each block into regions, each one kernel";
  let description = [{
    Every graph op of a block function but contractions, attention and views goes into a `dist.region`. What may share a region is decided by
    passes/analysis/FusionLegality.h, what does by HostGrouping.h. Constants are copied into the regions that use them, so no tensor of one value is ever stored for another kernel.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [Statistic<"numRegions", "regions", "Regions formed">,
                    Statistic<"numFused", "ops-fused", "Ops that share a region with another">,
                    Statistic<"numBlocked", "ops-not-fused", "Ops that use a result of another region but could not join it">,
                    Statistic<"numConstants", "constants-copied", "Constants copied into regions">];
}

def VerifyFusePass : Pass<"heddle-verify-fuse", "::mlir::ModuleOp"> {
  let summary = "Post-condition of the fuse stage";
  let description = [{
    Outside of regions a block function holds contractions, attention, views, collectives and nothing else that computes; inside, only ops that a kernel can hold. The rows of a region exist, and hold the
    axes its ops read indices by.
  }];
}

#endif // HEDDLE_PASSES_FUSE_PASSES_TD
