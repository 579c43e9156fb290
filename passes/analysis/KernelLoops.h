//===- KernelLoops.h - the loops of an op inside a kernel -------*- C++ -*-===//
//
// A kernel is a nest of loops over rows around the columns of each op. What an op allows is
// asked here, by fusion (which chooses the rows) and by code generation (which needs them).
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_ANALYSIS_KERNELLOOPS_H
#define HEDDLE_PASSES_ANALYSIS_KERNELLOOPS_H

#include "dialects/graph/Graph.h"

namespace heddle {

/// True for an op that runs in a kernel: every computing graph op but contractions, attention,
/// cross_entropy (which partition decomposes) and views.
bool runsInKernel(mlir::Operation *op);

/// Axes that must be rows: those whose position the op reads from data (indices) or from its loop
/// (the position of rope).
llvm::SmallVector<mlir::StringAttr> getNeededRows(mlir::Operation *op);

/// Axes that cannot be rows, because the op couples their elements: the axis of a norm, of rope,
/// the table's axis of gather, scatter_add and pick.
llvm::SmallVector<mlir::StringAttr> getCoupledAxes(mlir::Operation *op);

/// Axes of an operand that the result lacks, if the op sums over them: as rows they are summed from
/// row to row, and the sum is complete only after the last.
llvm::SmallVector<mlir::StringAttr> getReducedAxes(mlir::Operation *op, mlir::Value result);

} // namespace heddle

#endif // HEDDLE_PASSES_ANALYSIS_KERNELLOOPS_H
