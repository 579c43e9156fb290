//===- KernelPlan.h - the loops of a kernel and what runs in each *- C++ -*-===//
//
// A kernel is a nest of loops over its row axes. Within a row its ops run in phases: the ops of a
// phase share one loop over columns. A phase ends where an op needs what another has summed up, or
// needs a value at other columns than its own.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_KERNELS_KERNELPLAN_H
#define HEDDLE_PASSES_KERNELS_KERNELPLAN_H

#include "dialects/exec/Exec.h"

namespace heddle::kernels {

/// Where an op runs relative to the loops over rows.
enum class Nest { Before, Rows, After };

struct Phase {
  Nest nest;
  unsigned level;
  /// The column axes that the phase loops over, outermost first.
  mlir::SmallVector<mlir::StringAttr> axes;
  mlir::SmallVector<int64_t> sizes;
  /// One op with a loop of its own (pick, scatter_add, rope, rename), or ops fused into one loop.
  mlir::SmallVector<mlir::Operation *> ops;
  bool special;
};

class KernelPlan {
public:
  /// Orders the ops of `kernel`. An op that cannot run row by row is a located error.
  static mlir::FailureOr<KernelPlan> create(exec::KernelOp kernel);

  mlir::ArrayRef<mlir::StringAttr> getRows() const { return rows; }
  mlir::ArrayRef<int64_t> getRowSizes() const { return rowSizes; }
  llvm::ArrayRef<Phase> getPhases() const { return phases; }
  /// The index of the phase of `op`; no phase holds a rank-0 or inlined constant.
  std::optional<unsigned> getPhase(mlir::Operation *op) const;
  Nest getNest(mlir::Operation *op) const { return nests.lookup(op); }

  bool isRow(mlir::StringAttr axis) const { return llvm::is_contained(rows, axis); }
  /// Dimensions of `type` that are columns.
  mlir::SmallVector<unsigned> getColumnDims(mlir::Type type) const;
  bool hasRows(mlir::Type type) const;
  /// The op sums over rows, so its results are complete only after the loops.
  bool isRowReduction(mlir::Operation *op) const;

private:
  explicit KernelPlan(exec::KernelOp kernel) : kernel(kernel) {}

  void chooseRows();
  int64_t countColumns(mlir::ArrayRef<mlir::Type> types) const;
  mlir::LogicalResult placeOp(mlir::Operation *op);
  mlir::LogicalResult checkRows(mlir::Operation *op) const;
  bool usesRowSum(mlir::Operation *op) const;
  mlir::Type getDomain(mlir::Operation *op) const;
  bool haveSameColumns(mlir::Operation *a, mlir::Operation *b) const;
  bool isFusable(mlir::Operation *producer, mlir::Operation *op) const;
  Phase *findPhase(mlir::Operation *op);
  void buildPhases();

  mutable exec::KernelOp kernel;
  mlir::SmallVector<mlir::StringAttr> rows;
  mlir::SmallVector<int64_t> rowSizes;
  std::vector<Phase> phases;
  llvm::DenseMap<mlir::Operation *, Nest> nests;
  llvm::DenseMap<mlir::Operation *, unsigned> levels, phaseOf;
};

/// True for an op with a loop of its own.
bool isSpecial(mlir::Operation *op);
/// A constant that is written into the code of its users instead of computed.
bool isInlined(mlir::Operation *op);

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_KERNELPLAN_H
