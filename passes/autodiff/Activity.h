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
  llvm::BitVector activeArgs, usefulArgs, activeResults, usefulResults;
  bool operator==(const BlockActivity &) const = default;
};

/// The blocks that the entry calls, in the order of their first calls.
using ActivityMap = llvm::MapVector<mlir::func::FuncOp, BlockActivity>;

/// Active values of a body, given those of its arguments.
llvm::DenseSet<mlir::Value> findActiveValues(mlir::func::FuncOp function,
                                             const llvm::BitVector &activeArgs);

/// Activity of every block that `entry` calls, where result `lossIndex` of the entry is the loss.
ActivityMap analyzeActivity(mlir::func::FuncOp entry, unsigned lossIndex);

} // namespace heddle::autodiff

#endif // HEDDLE_PASSES_AUTODIFF_ACTIVITY_H
