//===- Entries.h - reading the body of an entry point -----------*- C++ -*-===//
//
// An entry (train, eval, logits, init) holds reads, calls of blocks, collectives and writes.
// What later stages need to know of these ops is asked here.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_ANALYSIS_ENTRIES_H
#define HEDDLE_PASSES_ANALYSIS_ENTRIES_H

#include "dialects/dist/Dist.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace heddle {

/// The entry points of `module`, in program order.
llvm::SmallVector<mlir::func::FuncOp> getEntries(mlir::ModuleOp module);

/// The entry with graph.entry = `name`, or null.
mlir::func::FuncOp findEntry(mlir::ModuleOp module, llvm::StringRef name);

/// The function that `call` calls; it must exist.
mlir::func::FuncOp getCallee(mlir::func::CallOp call);

/// The same for a pass that asks often: a search through the functions of a module takes a while.
inline mlir::func::FuncOp getCallee(mlir::func::CallOp call, const mlir::SymbolTable &symbols) {
  return symbols.lookup<mlir::func::FuncOp>(call.getCalleeAttr().getAttr());
}

/// Succeeds if every function of `module` has a body; else an error at one that has none. For
/// passes that look into blocks.
mlir::LogicalResult requireBodies(mlir::ModuleOp module);

/// graph.phase of the called function ("forward", "backward", "norm", "update", "init", "step"),
/// empty for other ops.
llvm::StringRef getPhase(mlir::Operation *op);
llvm::StringRef getPhase(mlir::func::CallOp call, const mlir::SymbolTable &symbols);

/// graph.instance of a call ("layers.3"), empty for other ops.
llvm::StringRef getInstance(mlir::Operation *op);

/// True for an instance of a repeated block: "layers.3" is one of several, "prologue" the only one.
bool isRepeated(llvm::StringRef instance);

/// True if the op runs once per micro-batch. dist.accumulate, which leaves the micro-batches, does
/// not.
bool isPerMicroBatch(mlir::Operation *op);

/// The pipeline stages that run the op (`dist.stages`), empty before they are assigned.
llvm::ArrayRef<int64_t> getStages(mlir::Operation *op);
void setStages(mlir::Operation *op, llvm::ArrayRef<int64_t> stages);
inline bool runsOn(mlir::Operation *op, int64_t stage) {
  return llvm::is_contained(getStages(op), stage);
}

} // namespace heddle

#endif // HEDDLE_PASSES_ANALYSIS_ENTRIES_H
