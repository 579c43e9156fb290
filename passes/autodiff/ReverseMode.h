//===- ReverseMode.h - gradients of straight-line code ----------*- C++ -*-===//

#ifndef HEDDLE_PASSES_AUTODIFF_REVERSEMODE_H
#define HEDDLE_PASSES_AUTODIFF_REVERSEMODE_H

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace heddle::autodiff {

/// The contributions to the gradients of values, in the order in which they are made.
class Gradients {
public:
  void add(mlir::Value value, mlir::Value contribution);
  bool has(mlir::Value value) const { return contributions.contains(value); }

  /// The sum of the contributions to `value`, made at the builder's position with one op; null if
  /// there are none. In blocks two are summed by graph.add; an entry may hold only graph.add_n.
  mlir::Value take(mlir::OpBuilder &builder, mlir::Value value, bool inEntry);

  /// The same, but zeros if there are none.
  mlir::Value takeOrZero(mlir::OpBuilder &builder, mlir::Value value, bool inEntry);

private:
  llvm::DenseMap<mlir::Value, llvm::SmallVector<mlir::Value>> contributions;
};

/// Appends the vector-Jacobian product of `op` at the builder's position, if one of its results has
/// a gradient, and adds to the gradients of those of its operands that are in `active`.
llvm::LogicalResult differentiateOp(mlir::OpBuilder &builder, mlir::Operation *op,
                                    const llvm::DenseSet<mlir::Value> &active, Gradients &gradients,
                                    bool inEntry);

} // namespace heddle::autodiff

#endif // HEDDLE_PASSES_AUTODIFF_REVERSEMODE_H
