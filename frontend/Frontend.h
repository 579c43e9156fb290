//===- Frontend.h - from a .heddle spec to graph IR -------------*- C++ -*-===//
//
// The language is specified in docs/language.md. The way through this folder:
//
//   Lexer -> Parser -> Ast        what is written
//   Configuration                 which model, which sizes, which training
//   Elaborator, Builtins          modules expanded, types checked, ops made
//   Section, Entries              blocks outlined, entries `loss` and `logits`
//   Causality                     no position sees the tokens after it
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_FRONTEND_FRONTEND_H
#define HEDDLE_FRONTEND_FRONTEND_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/ErrorOr.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle::frontend {

/// `--set name=value`: a parameter of the model ("layers") or a training setting ("train.batch", or
/// "batch" if the model has no such parameter). The value is an expression of the language: "4", "4
/// * embed", "3e-4".
struct Override {
  std::string name;
  std::string value;
};

/// Splits "layers=4"; nullopt if there is no name or no value.
std::optional<Override> parseOverride(llvm::StringRef text);

/// Reads a regular file of at most `maxFileBytes`; the error says why not.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> readSpecFile(llvm::StringRef path);
/// Says what the error of `readSpecFile` means.
std::string describeFileError(std::error_code error);

struct Options {
  /// Which model of the file; may stay empty if the file has one.
  std::string model;
  std::vector<Override> overrides;
  /// How imported files are read.
  std::function<llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>(llvm::StringRef)> readFile =
      readSpecFile;
  unsigned maxErrors = 20;
  /// Bounds on what a spec may expand to, so that no input takes unbounded time or memory.
  int64_t maxVariables = 1 << 18;
  int64_t maxOps = 1 << 16;
};

/// Specs are written by hand: a larger file is a mistake.
constexpr uint64_t kMaxFileBytes = 1 << 20;

/// Compiles the main buffer of `sources` to a module of graph IR as docs/architecture.md describes
/// it ("The graph of a step"). Null after errors, which go to the diagnostic engine of `context` as
/// located errors with a hint; print them with a mlir::SourceMgrDiagnosticHandler over `sources`,
/// into which imported files are added.
mlir::OwningOpRef<mlir::ModuleOp> parseModel(llvm::SourceMgr &sources, mlir::MLIRContext *context,
                                             const Options &options = {});

/// Opens `path`, adds it to `sources` (which must be empty) and compiles it.
mlir::OwningOpRef<mlir::ModuleOp> parseModelFile(llvm::StringRef path, llvm::SourceMgr &sources,
                                                 mlir::MLIRContext *context,
                                                 const Options &options = {});

/// Number of elements of all variables of kind parameter.
int64_t countParameters(mlir::ModuleOp module);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_FRONTEND_H
