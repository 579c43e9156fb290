//===- VerifyRecompute.cpp - the post-condition of recompute --------------===//

#include "passes/recompute/LayerPairs.h"
#include "passes/recompute/Passes.h"

#define DEBUG_TYPE "heddle-verify-recompute"

using namespace mlir;

namespace heddle::recompute {

#define GEN_PASS_DEF_VERIFYRECOMPUTEPASS
#include "passes/recompute/Passes.h.inc"

namespace {

struct VerifyRecomputePass : impl::VerifyRecomputePassBase<VerifyRecomputePass> {
  void runOnOperation() override {
    if (!recomputesLayers(getOperation()))
      return;
    for (LayerPair pair : findLayerPairs(getOperation()))
      for (auto [i, operand] : llvm::enumerate(pair.backward.getOperands()))
        if (operand.getDefiningOp() == pair.forward) {
          pair.backward.emitError() << "operand " << i
                                    << " is kept from the forward of its layer, but "
                                       "dist.recompute = \"layer\" computes it again";
          return signalPassFailure();
        }
  }
};

} // namespace
} // namespace heddle::recompute
