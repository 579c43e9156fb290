//===- BlockGradient.h - forward and backward function of a block -*- C++ -*-===//

#ifndef HEDDLE_PASSES_AUTODIFF_BLOCKGRADIENT_H
#define HEDDLE_PASSES_AUTODIFF_BLOCKGRADIENT_H

#include "passes/autodiff/Activity.h"

#include "mlir/IR/SymbolTable.h"

namespace heddle::autodiff {

/// The two functions made from a block. The operands of `backward` are, in this order: results
/// `saved` of `forward`, arguments `keptArgs` of the block, the gradients of results
/// `gradedResults`. It returns the gradients of arguments `gradedArgs`.
struct BlockGradient {
  mlir::func::FuncOp forward, backward;
  llvm::SmallVector<unsigned> saved, keptArgs, gradedResults, gradedArgs;
};

/// Differentiates `block`. Fails with an error at the first op on the way from a useful argument to
/// a useful result that has no gradient.
llvm::FailureOr<BlockGradient> differentiateBlock(mlir::func::FuncOp block,
                                                  const BlockActivity &activity,
                                                  mlir::SymbolTable &symbols);

} // namespace heddle::autodiff

#endif // HEDDLE_PASSES_AUTODIFF_BLOCKGRADIENT_H
