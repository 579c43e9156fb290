//===- VerifyEmit.cpp - the runtime accepts the program -------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/emit/Emit.h"
#include "passes/emit/Passes.h"
#include "runtime/program/Loader.h"
#include "runtime/program/Validator.h"

#define DEBUG_TYPE "heddle-verify-emit"

using namespace mlir;

namespace heddle::emit {

#define GEN_PASS_DEF_VERIFYEMITPASS
#include "passes/emit/Passes.h.inc"

namespace {

struct VerifyEmitPass : impl::VerifyEmitPassBase<VerifyEmitPass> {
  void runOnOperation() override {
    markAllAnalysesPreserved();
    if (!dist::requireMesh(getOperation()) || failed(checkPlaced()))
      return signalPassFailure();
    runtime::Status status = program::validateProgram(getAnalysis<EmittedProgram>().get());
    if (status.ok())
      return;
    getOperation().emitError() << "the runtime would refuse the program: " << status.message();
    signalPassFailure();
  }

  LogicalResult checkPlaced() {
    WalkResult result = getOperation().walk([](Operation *op) {
      auto row = dyn_cast<exec::RowOp>(op);
      auto frames = dyn_cast<exec::FramesOp>(op);
      auto role = dyn_cast<exec::RoleOp>(op);
      if ((row && row.getBases().size() < row.getFrames().size() / 2) ||
          (frames && !frames.getOffset()) || (role && !role.getArenaBytes()))
        return WalkResult(op->emitError("has no place in the arena; run the memory stage first"));
      return WalkResult::advance();
    });
    return failure(result.wasInterrupted());
  }
};

} // namespace
} // namespace heddle::emit
