//===- CompileFlags.h - options shared by compile and verify ----*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_COMPILEFLAGS_H
#define HEDDLE_TOOLS_HEDDLE_COMPILEFLAGS_H

#include "passes/Pipeline.h"

#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

#include <vector>

namespace heddle::tools {

/// The spec and the plan, as options of a subcommand. Make one before parsing the command line.
struct CompileFlags {
  /// `inputs` says in the usage line what may stand there.
  explicit CompileFlags(llvm::StringRef inputs)
      : input(llvm::cl::Positional, llvm::cl::Required, llvm::cl::desc(inputs)) {}

  llvm::cl::opt<std::string> input;
  llvm::cl::opt<std::string> model{"model",
                                   llvm::cl::desc("which model of the file, if it has several"),
                                   llvm::cl::value_desc("name")};
  llvm::cl::list<std::string> set{
      "set",
      llvm::cl::desc("a parameter of the model or a training setting: layers=4, train.batch=8"),
      llvm::cl::value_desc("name=value")};
  llvm::cl::opt<std::string> plan{"plan",
                                  llvm::cl::desc("text plan.proto; the flags below beat it"),
                                  llvm::cl::value_desc("file")};
  llvm::cl::opt<std::string> cluster{"cluster",
                                     llvm::cl::desc("text cluster.proto of the machines"),
                                     llvm::cl::value_desc("file")};
  llvm::cl::opt<unsigned> dp{"dp", llvm::cl::desc("data parallel replicas")};
  llvm::cl::opt<unsigned> pp{"pp", llvm::cl::desc("pipeline stages")};
  llvm::cl::opt<unsigned> tp{"tp", llvm::cl::desc("tensor parallel ranks")};
  llvm::cl::opt<unsigned> microBatches{"micro-batches", llvm::cl::desc("micro-batches of a step")};
  llvm::cl::opt<unsigned> zero{"zero", llvm::cl::desc("ZeRO stage: 0 or 1")};
  llvm::cl::opt<std::string> schedule{"schedule", llvm::cl::desc("gpipe or 1f1b"),
                                      llvm::cl::value_desc("name")};
  llvm::cl::opt<std::string> recompute{"recompute", llvm::cl::desc("none or layer"),
                                       llvm::cl::value_desc("name")};

  /// What the flags pin. A flag that is given becomes a buffer of `sources`, so that its errors
  /// show it. Fails, after an error, on a value that no plan can have.
  llvm::FailureOr<plan::PlanOptions> getPlan(llvm::SourceMgr &sources,
                                             mlir::MLIRContext *context) const;

  /// The graph of the spec, with --set applied; null after reported errors.
  mlir::OwningOpRef<mlir::ModuleOp> parseSpec(llvm::SourceMgr &sources,
                                              mlir::MLIRContext *context) const;

  /// The flags that decide about the plan, and those that decide about the spec.
  std::vector<const llvm::cl::Option *> getPlanFlags() const;
  std::vector<const llvm::cl::Option *> getSpecFlags() const;
};

/// Everything that a phase can contain.
void registerDialects(mlir::DialectRegistry &registry);

} // namespace heddle::tools

#endif // HEDDLE_TOOLS_HEDDLE_COMPILEFLAGS_H
