//===- TrainEntry.h - the entry `train` -------------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_AUTODIFF_TRAINENTRY_H
#define HEDDLE_PASSES_AUTODIFF_TRAINENTRY_H

#include "passes/autodiff/BlockGradient.h"

namespace heddle::autodiff {

/// The differentiated blocks by their original functions.
using BlockGradients = llvm::DenseMap<mlir::func::FuncOp, BlockGradient>;

/// The position of the result with `graph.output` = `name`, or an error that says what is missing.
llvm::FailureOr<unsigned> findOutput(mlir::func::FuncOp entry, llvm::StringRef name);

/// Builds the entry `train` from the entry `loss`, whose values in `useful` get gradients, in the
/// order: reads, weight, seed, forward, backward, gradients. Fails if a parameter has no influence
/// on the loss.
llvm::LogicalResult buildTrainEntry(mlir::func::FuncOp loss,
                                    const llvm::DenseSet<mlir::Value> &useful,
                                    const BlockGradients &blocks, mlir::SymbolTable &symbols);

} // namespace heddle::autodiff

#endif // HEDDLE_PASSES_AUTODIFF_TRAINENTRY_H
