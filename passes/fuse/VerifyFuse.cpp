//===- VerifyFuse.cpp - post-condition of the fuse stage ------------------===//

#include "dialects/dist/Dist.h"
#include "dialects/graph/Axes.h"
#include "passes/analysis/KernelLoops.h"
#include "passes/fuse/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#define DEBUG_TYPE "heddle-verify-fuse"

using namespace mlir;

namespace heddle::fuse {

#define GEN_PASS_DEF_VERIFYFUSEPASS
#include "passes/fuse/Passes.h.inc"

namespace {

class VerifyFusePass : public impl::VerifyFusePassBase<VerifyFusePass> {
  void runOnOperation() override {
    bool valid = true;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && !function->hasAttr("graph.entry"))
        for (Operation &op : function.getBody().front().without_terminator())
          valid &= succeeded(verifyOp(op));
    if (!valid)
      signalPassFailure();
  }

  static LogicalResult verifyOp(Operation &op) {
    if (auto region = dyn_cast<dist::RegionOp>(op))
      return verifyRegion(region);
    if (isa<graph::CrossEntropyOp>(op))
      return op.emitError(
          "is still whole; partition decomposes it (heddle-decompose-cross-entropy)");
    if (runsInKernel(&op))
      return op.emitError("computes outside of a region; run heddle-form-regions");
    return success();
  }

  static LogicalResult verifyRegion(dist::RegionOp region) {
    Block &body = region.getBody().front();
    for (Attribute row : region.getRows()) {
      auto hasRow = [&](Type type) {
        return isa<RankedTensorType>(type) && graph::findAxis(type, cast<StringAttr>(row));
      };
      if (llvm::none_of(body.getArgumentTypes(), hasRow) &&
          llvm::none_of(region.getResultTypes(), hasRow))
        return region.emitError("loops over the row ") << row << ", which none of its tensors has";
    }
    for (Operation &op : body.without_terminator())
      if (failed(verifyInside(region, op)))
        return failure();
    return success();
  }

  static LogicalResult verifyInside(dist::RegionOp region, Operation &op) {
    if (isa<arith::ConstantOp, graph::RenameOp>(op))
      return success();
    if (!runsInKernel(&op))
      return op.emitError("cannot be in a region: it is no elementwise op, reduction, norm, "
                          "gather, scatter_add, pick or rope");
    for (StringAttr needed : getNeededRows(&op))
      if (!llvm::is_contained(region.getRows(), Attribute(needed)))
        return op.emitError("needs ") << needed << " among the rows of its region";
    return success();
  }
};

} // namespace
} // namespace heddle::fuse
