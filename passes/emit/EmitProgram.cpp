//===- EmitProgram.cpp - writes the .hdx file -----------------------------===//

#include "passes/emit/Emit.h"
#include "passes/emit/Passes.h"
#include "runtime/program/Loader.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#define DEBUG_TYPE "heddle-emit-program"

using namespace mlir;

namespace heddle::emit {

#define GEN_PASS_DEF_EMITPROGRAMPASS
#include "passes/emit/Passes.h.inc"

namespace {

/// True for stdout, pipes and devices, which a file that is renamed into place would replace.
bool isStream(StringRef path) {
  llvm::sys::fs::file_status status;
  if (path == "-")
    return true;
  return !llvm::sys::fs::status(path, status) && llvm::sys::fs::is_other(status);
}

runtime::Status writeToStream(const program::Program &program, StringRef path) {
  runtime::Result<std::string> bytes = program::serializeProgram(program);
  if (!bytes)
    return bytes.status();
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (!error) {
    os << *bytes;
    os.flush();
    error = os.error();
    os.clear_error();
  }
  return error ? runtime::error(path.str() + ": cannot write: " + error.message())
               : runtime::Status();
}

struct EmitProgramPass : impl::EmitProgramPassBase<EmitProgramPass> {
  using EmitProgramPassBase::EmitProgramPassBase;

  void runOnOperation() override {
    if (path.empty())
      return;
    // After heddle-verify-emit there is nothing to check.
    if (!getCachedAnalysis<EmittedProgram>() && failed(checkModule(getOperation())))
      return signalPassFailure();
    const program::Program &program = getAnalysis<EmittedProgram>().get();
    runtime::Status status =
        isStream(path) ? writeToStream(program, path) : program::saveProgram(program, path);
    if (!status.ok()) {
      emitError(UnknownLoc::get(&getContext())) << status.message();
      signalPassFailure();
    }
  }
};

} // namespace
} // namespace heddle::emit
