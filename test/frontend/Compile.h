//===- Compile.h - compiling text in tests ----------------------*- C++ -*-===//

#ifndef HEDDLE_TEST_FRONTEND_COMPILE_H
#define HEDDLE_TEST_FRONTEND_COMPILE_H

#include "frontend/Frontend.h"

#include "dialects/graph/Graph.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"

#include <map>

namespace heddle::frontend::test {

struct Reported {
  std::string file;
  unsigned line = 0, column = 0;
  std::string message, hint;
};

/// Compiles text; keeps the module and what was reported.
class Compiled {
public:
  Compiled(llvm::StringRef text, Options options = {},
           std::map<std::string, std::string> files = {}) {
    context.getDiagEngine().registerHandler([&](mlir::Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error)
        keep(diagnostic);
      return mlir::success();
    });
    options.readFile =
        [files](llvm::StringRef path) -> llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> {
      auto found = files.find(path.str());
      if (found == files.end())
        return std::make_error_code(std::errc::no_such_file_or_directory);
      return llvm::MemoryBuffer::getMemBufferCopy(found->second, path);
    };
    sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, "test.heddle"), {});
    module = parseModel(sources, &context, options);
  }

  std::vector<Reported> errors;
  llvm::SourceMgr sources;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;

private:
  void keep(mlir::Diagnostic &diagnostic) {
    Reported reported;
    reported.message = diagnostic.str();
    if (auto loc = diagnostic.getLocation()->findInstanceOf<mlir::FileLineColLoc>())
      reported = {loc.getFilename().str(), loc.getLine(), loc.getColumn(), diagnostic.str(), ""};
    for (mlir::Diagnostic &note : diagnostic.getNotes())
      reported.hint += note.str();
    errors.push_back(reported);
  }
};

} // namespace heddle::frontend::test

#endif // HEDDLE_TEST_FRONTEND_COMPILE_H
