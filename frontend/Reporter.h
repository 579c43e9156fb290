//===- Reporter.h - errors of a spec, with hints ----------------*- C++ -*-===//
//
// Every error of the front end says what is wrong, where, and what to do. It
// goes through the diagnostic engine of the MLIR context, so a tool prints it
// with file, line and caret by a SourceMgrDiagnosticHandler.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_FRONTEND_REPORTER_H
#define HEDDLE_FRONTEND_REPORTER_H

#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/SourceMgr.h"

#include <set>
#include <string>
#include <vector>

namespace heddle::frontend {

class Reporter {
public:
  Reporter(llvm::SourceMgr &sources, mlir::MLIRContext *context, unsigned maxErrors)
      : sources(sources), context(context), maxErrors(maxErrors) {}

  /// file:line:column of `loc`, inside the module calls that are open (as call sites).
  mlir::Location locate(llvm::SMLoc loc) const;

  /// Reports `message` at `loc`, and `hint`: what to do about it. The same error at the same place
  /// is told once, however often a module is instantiated; after `maxErrors` errors only one last
  /// line follows.
  void error(llvm::SMLoc loc, const llvm::Twine &message, const llvm::Twine &hint);

  bool failed() const { return count > 0; }
  /// No more errors will be told: stop looking for them.
  bool exhausted() const { return count >= maxErrors; }

  /// While a CallScope lives, locations are inside a call of a module at `loc`.
  class CallScope {
  public:
    CallScope(Reporter &reporter, llvm::SMLoc loc) : reporter(reporter) {
      reporter.calls.push_back(reporter.locate(loc));
    }
    ~CallScope() { reporter.calls.pop_back(); }

  private:
    Reporter &reporter;
  };

private:
  mlir::Location locateInFile(llvm::SMLoc loc) const;

  llvm::SourceMgr &sources;
  mlir::MLIRContext *context;
  unsigned maxErrors;
  unsigned count = 0;
  std::vector<mlir::Location> calls;
  std::set<std::pair<const char *, std::string>> told;
};

/// "did you mean 'embed'?" if a candidate is near `name`, otherwise the list of candidates,
/// introduced by `what`.
std::string suggest(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates,
                    llvm::StringRef what);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_REPORTER_H
