//===- CommandLine.h - what the subcommands share -----------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_COMMANDLINE_H
#define HEDDLE_TOOLS_HEDDLE_COMMANDLINE_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/SourceMgr.h"

namespace heddle::tools {

/// Leaves the options of LLVM and MLIR that are registered so far to --help-hidden, but for a
/// handful that help to look into a compilation. Call it before making options of one's own.
void hideOptionsOfLibraries();

/// "heddle: error: ...", for what has no place in a file. Fails.
llvm::LogicalResult complain(const llvm::Twine &message);

/// Prints diagnostics with the line they point at, from `sources` or from disk; those without a
/// place as `complain` does. The op is printed only with --mlir-print-op-on-diagnostic: errors are
/// for people who wrote a spec.
class Diagnostics {
public:
  Diagnostics(llvm::SourceMgr &sources, mlir::MLIRContext *context);

private:
  mlir::SourceMgrDiagnosticHandler located;
  /// Asked first; passes on what has a place.
  mlir::ScopedDiagnosticHandler unlocated;
};

} // namespace heddle::tools

#endif // HEDDLE_TOOLS_HEDDLE_COMMANDLINE_H
