//===- FuzzSpec.cpp - no text crashes the front end -------------*- C++ -*-===//

#include "frontend/Frontend.h"

#include "mlir/IR/MLIRContext.h"

#include <cstdint>

/// Any bytes as a .heddle file: a module or located errors, nothing else. Imports find no file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  bool reported = false;
  context.getDiagEngine().registerHandler([&](mlir::Diagnostic &diagnostic) {
    reported |= diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error;
    return mlir::success();
  });
  llvm::SourceMgr sources;
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, "fuzz.heddle"), {});
  heddle::frontend::Options options;
  options.maxOps = 1 << 10;
  options.maxVariables = 1 << 10;
  options.readFile = [](llvm::StringRef) {
    return std::make_error_code(std::errc::no_such_file_or_directory);
  };
  mlir::OwningOpRef<mlir::ModuleOp> module =
      heddle::frontend::parseModel(sources, &context, options);
  // No module without an error, no error with a module.
  if (bool(module) == reported)
    __builtin_trap();
  return 0;
}
