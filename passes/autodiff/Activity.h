//===- Activity.h - what needs a gradient -----------------------*- C++ -*-===//
//
// A value is active if it depends on a parameter, and useful if it is active and the
// loss depends on it. Useful values get gradients, nothing else does.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_AUTODIFF_ACTIVITY_H
#define HEDDLE_PASSES_AUTODIFF_ACTIVITY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace heddle::autodiff {

/// What is true of a block in at least one of its calls. One backward function serves them all.
struct BlockActivity {
  llvm::BitVector activeArgs, usefulArgs, usefulResults;
};

/// What needs a gradient in an entry.
struct EntryActivity {
  /// The blocks that the entry calls, in the order of their first calls.
  llvm::MapVector<mlir::func::FuncOp, BlockActivity> blocks;
  /// The useful values of the entry's own body.
  llvm::DenseSet<mlir::Value> usefulValues;
};

/// Active values of a body, given those of its arguments.
llvm::DenseSet<mlir::Value> findActiveValues(mlir::func::FuncOp function,
                                             const llvm::BitVector &activeArgs);

/// Activity in `entry`, where its result `lossIndex` is the loss. `symbols` are the module's.
EntryActivity analyzeActivity(mlir::func::FuncOp entry, unsigned lossIndex,
                              const mlir::SymbolTable &symbols);

} // namespace heddle::autodiff

#endif // HEDDLE_PASSES_AUTODIFF_ACTIVITY_H
