//===- EmitProgram.cpp - writes the .hdx file -----------------------------===//

#include "passes/emit/Emit.h"
#include "passes/emit/Passes.h"
#include "runtime/program/Loader.h"

#define DEBUG_TYPE "heddle-emit-program"

using namespace mlir;

namespace heddle::emit {

#define GEN_PASS_DEF_EMITPROGRAMPASS
#include "passes/emit/Passes.h.inc"

namespace {

struct EmitProgramPass : impl::EmitProgramPassBase<EmitProgramPass> {
  using EmitProgramPassBase::EmitProgramPassBase;

  void runOnOperation() override {
    if (path.empty())
      return;
    runtime::Status status = program::saveProgram(getAnalysis<EmittedProgram>().get(), path);
    if (!status.ok()) {
      emitError(UnknownLoc::get(&getContext())) << status.message();
      signalPassFailure();
    }
  }
};

} // namespace
} // namespace heddle::emit
