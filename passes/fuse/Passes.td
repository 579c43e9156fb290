//===- Passes.td - the fuse stage -----------------------------------------===//

#ifndef HEDDLE_PASSES_FUSE_PASSES_TD
#define HEDDLE_PASSES_FUSE_PASSES_TD

include "mlir/Pass/PassBase.td"

def FormRegionsPass : Pass<"heddle-form-regions", "::mlir::ModuleOp"> {
  let summary = "Group ops into regions, each one kernel";
  let description =
      [{Every op that is not a contraction, attention, a collective or a view goes into a `dist.region`.}];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [Statistic<"numRegions", "regions", "regions formed">];
}

def VerifyFusePass : Pass<"heddle-verify-fuse", "::mlir::ModuleOp"> {
  let summary = "No computing op is left outside a region";
  let description = [{Except contractions, attention, views and collectives.}];
}

#endif // HEDDLE_PASSES_FUSE_PASSES_TD
