//===- Pipeline.h - the compiler, stage by stage ----------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PIPELINE_H
#define HEDDLE_PASSES_PIPELINE_H

#include "passes/plan/Passes.h"

#include <functional>

namespace heddle {

/// The state of a module after a stage. Each is complete: compilation can stop after any and go on
/// from its text.
enum class Phase {
  Graph,     // the front end's output
  Autodiff,  // + backward functions and the train entry
  Optimizer, // + AdamW, clipping, initialisers
  Plan,      // + decisions as attributes
  Partition, // distributed types, collectives, buckets
  Recompute, // what crosses from forward to backward
  Pipeline,  // stages, transfers, tables
  Fuse,      // regions
  Schedule,  // segments, roles, rows
  Memory,    // offsets
  Kernels,   // object code
  Program,   // checked and, if asked for, written
};

inline constexpr Phase kFirstPhase = Phase::Graph;
inline constexpr Phase kLastPhase = Phase::Program;

/// "graph", "autodiff", ... as on the command line and in the names of dumped files.
llvm::StringRef getPhaseName(Phase phase);
std::optional<Phase> findPhase(llvm::StringRef name);
/// All names, for messages.
std::string listPhases();

struct CompileOptions {
  plan::PlanOptions plan;
  Phase from = kFirstPhase;
  Phase to = kLastPhase;
  /// Where the program goes; empty: nowhere.
  std::string output;
  /// Called after each phase (and on the input with its own phase).
  std::function<void(Phase, mlir::ModuleOp)> onPhase;
  /// Verify the IR after each pass. Every stage ends with its own checks in any case.
  bool verifyEach = true;
  /// Called on each pass manager before it runs, for MLIR's own flags.
  std::function<llvm::LogicalResult(mlir::PassManager &)> configure;
};

/// Takes `module` from phase `from` to phase `to`. Errors go to the diagnostic engine.
llvm::LogicalResult compile(mlir::ModuleOp module, const CompileOptions &options);

/// The stage that leads to `phase`.
void addStage(mlir::OpPassManager &pm, Phase phase, const CompileOptions &options);

} // namespace heddle

#endif // HEDDLE_PASSES_PIPELINE_H
