//===- CommandLine.cpp - what the subcommands share -----------------------===//

#include "tools/heddle/CommandLine.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"

using namespace mlir;

namespace heddle::tools {

static constexpr StringLiteral printOpFlag = "mlir-print-op-on-diagnostic";

void hideOptionsOfLibraries() {
  static constexpr StringLiteral shown[] = {"help",
                                            "help-hidden",
                                            "mlir-pass-statistics",
                                            "mlir-print-ir-after-all",
                                            "mlir-print-ir-after-change",
                                            "mlir-print-ir-tree-dir",
                                            "mlir-timing",
                                            printOpFlag};
  for (auto &[name, option] : llvm::cl::getRegisteredOptions())
    if (!llvm::is_contained(shown, name) && option->getOptionHiddenFlag() == llvm::cl::NotHidden)
      option->setHiddenFlag(llvm::cl::Hidden);
}

LogicalResult complain(const Twine &message) {
  llvm::errs() << "heddle: error: " << message << "\n";
  return failure();
}

/// Prints a diagnostic that has no place in a file. Of a file that could not be read, the name is
/// all the place there is.
static LogicalResult printUnlocated(Diagnostic &diagnostic) {
  auto file = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>();
  if (file && file.getLine() > 0)
    return failure();
  StringRef severity = diagnostic.getSeverity() == DiagnosticSeverity::Error     ? "error"
                       : diagnostic.getSeverity() == DiagnosticSeverity::Warning ? "warning"
                                                                                 : "note";
  llvm::errs() << (file ? file.getFilename().getValue() : "heddle") << ": " << severity << ": "
               << diagnostic.str() << "\n";
  for (Diagnostic &note : diagnostic.getNotes())
    llvm::errs() << "  " << note.str() << "\n";
  return success();
}

Diagnostics::Diagnostics(llvm::SourceMgr &sources, MLIRContext *context)
    : located(sources, context), unlocated(context, printUnlocated) {
  auto flags = llvm::cl::getRegisteredOptions();
  auto flag = flags.find(printOpFlag);
  if (flag == flags.end() || flag->second->getNumOccurrences() == 0)
    context->printOpOnDiagnostic(false);
}

} // namespace heddle::tools
