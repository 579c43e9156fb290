//===- Reporter.cpp - errors of a spec, with hints ------------------------===//

#include "frontend/Reporter.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace heddle::frontend;

mlir::Location Reporter::locateInFile(llvm::SMLoc loc) const {
  unsigned buffer = loc.isValid() ? sources.FindBufferContainingLoc(loc) : 0;
  if (!buffer)
    return mlir::UnknownLoc::get(context);
  auto [line, column] = sources.getLineAndColumn(loc, buffer);
  return mlir::FileLineColLoc::get(context, sources.getMemoryBuffer(buffer)->getBufferIdentifier(),
                                   line, column);
}

mlir::Location Reporter::locate(llvm::SMLoc loc) const {
  mlir::Location place = locateInFile(loc);
  return calls.empty() ? place : mlir::Location(mlir::CallSiteLoc::get(place, calls.back()));
}

void Reporter::error(llvm::SMLoc loc, const llvm::Twine &message, const llvm::Twine &hint) {
  if (exhausted() || !told.insert({loc.getPointer(), message.str()}).second)
    return;
  ++count;
  mlir::InFlightDiagnostic diagnostic = mlir::emitError(locate(loc)) << message;
  diagnostic.attachNote(locateInFile(loc)) << "hint: " << hint;
  diagnostic.report();
  if (exhausted())
    mlir::emitError(locateInFile(loc)) << "too many errors: stopped after " << maxErrors;
}

std::string heddle::frontend::suggest(llvm::StringRef name,
                                      llvm::ArrayRef<llvm::StringRef> candidates,
                                      llvm::StringRef what) {
  llvm::StringRef best;
  unsigned bestDistance = name.size() / 3 + 2;
  for (llvm::StringRef candidate : candidates) {
    unsigned distance = name.edit_distance_insensitive(candidate, true, bestDistance);
    if (distance < bestDistance && distance < candidate.size()) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (!best.empty())
    return "did you mean '" + best.str() + "'?";
  std::vector<llvm::StringRef> sorted(candidates);
  llvm::sort(sorted);
  sorted.erase(llvm::unique(sorted), sorted.end());
  if (sorted.empty())
    return "there are no " + what.str() + " here";
  return what.str() + " here: " + llvm::join(sorted, ", ");
}
