//===- VerifyFuse.cpp - nothing is left outside a region ------------------===//

#include "passes/analysis/Entries.h"
#include "passes/fuse/FusionLegality.h"
#include "passes/fuse/Passes.h"

#define DEBUG_TYPE "heddle-verify-fuse"

using namespace mlir;

namespace heddle::fuse {

#define GEN_PASS_DEF_VERIFYFUSEPASS
#include "passes/fuse/Passes.h.inc"

namespace {

struct VerifyFusePass : impl::VerifyFusePassBase<VerifyFusePass> {
  void runOnOperation() override {
    for (auto block : getOperation().getOps<func::FuncOp>())
      if (!block->hasAttr("graph.entry") && !block.isExternal())
        for (Operation &op : block.front())
          if (isFusable(&op)) {
            op.emitError("is left outside a region");
            return signalPassFailure();
          }
  }
};

} // namespace
} // namespace heddle::fuse
