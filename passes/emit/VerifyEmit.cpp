//===- VerifyEmit.cpp - the runtime accepts the program -------------------===//

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
    if (failed(checkModule(getOperation())))
      return signalPassFailure();
    runtime::Status status = program::validateProgram(getAnalysis<EmittedProgram>().get());
    if (status.ok())
      return;
    getOperation().emitError() << "the runtime would refuse the program: " << status.message();
    signalPassFailure();
  }
};

} // namespace
} // namespace heddle::emit
