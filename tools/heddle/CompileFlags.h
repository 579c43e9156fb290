//===- CompileFlags.h - options shared by compile and verify ----*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_COMPILEFLAGS_H
#define HEDDLE_TOOLS_HEDDLE_COMPILEFLAGS_H

#include "passes/Pipeline.h"

#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

namespace heddle::tools {

/// The spec and the plan, as options of a subcommand. Make one before parsing the command line.
struct CompileFlags {
  llvm::cl::opt<std::string> input{llvm::cl::Positional, llvm::cl::Required,
                                   llvm::cl::desc("<model.heddle, or .mlir with --compile-from>")};
  llvm::cl::opt<std::string> model{"model",
                                   llvm::cl::desc("which model of the file, if it has several")};
  llvm::cl::list<std::string> set{
      "set",
      llvm::cl::desc("a parameter of the model or a training setting: layers=4, train.batch=8"),
      llvm::cl::value_desc("name=value")};
  llvm::cl::opt<std::string> plan{"plan", llvm::cl::desc("text plan.proto"),
                                  llvm::cl::value_desc("file")};
  llvm::cl::opt<std::string> cluster{"cluster",
                                     llvm::cl::desc("text cluster.proto of the machines"),
                                     llvm::cl::value_desc("file")};
  llvm::cl::opt<unsigned> dp{"dp", llvm::cl::desc("data parallel replicas"), llvm::cl::init(0)};
  llvm::cl::opt<unsigned> pp{"pp", llvm::cl::desc("pipeline stages"), llvm::cl::init(0)};
  llvm::cl::opt<unsigned> tp{"tp", llvm::cl::desc("tensor parallel ranks"), llvm::cl::init(0)};
  llvm::cl::opt<unsigned> microBatches{"micro-batches", llvm::cl::desc("micro-batches of a step"),
                                       llvm::cl::init(0)};
  llvm::cl::opt<int> zero{"zero", llvm::cl::desc("ZeRO stage: 0 or 1"), llvm::cl::init(-1)};
  llvm::cl::opt<std::string> schedule{"schedule", llvm::cl::desc("gpipe or 1f1b")};
  llvm::cl::opt<std::string> recompute{"recompute", llvm::cl::desc("none or layer")};

  plan::PlanOptions getPlan() const;

  /// The graph of the spec, with --set applied; null after reported errors.
  mlir::OwningOpRef<mlir::ModuleOp> parseSpec(llvm::SourceMgr &sources,
                                              mlir::MLIRContext *context) const;
};

/// Everything that a phase can contain.
void registerDialects(mlir::DialectRegistry &registry);

} // namespace heddle::tools

#endif // HEDDLE_TOOLS_HEDDLE_COMPILEFLAGS_H
