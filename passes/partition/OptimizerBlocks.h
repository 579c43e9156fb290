//===- OptimizerBlocks.h - norm, update, init on flat values ----*- C++ -*-===//

#ifndef HEDDLE_PASSES_PARTITION_OPTIMIZERBLOCKS_H
#define HEDDLE_PASSES_PARTITION_OPTIMIZERBLOCKS_H

#include "passes/partition/Buckets.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace heddle::partition {

/// Makes the blocks that work on buckets; blocks of equal form are shared.
class OptimizerBlocks {
public:
  explicit OptimizerBlocks(mlir::ModuleOp module) : symbols(module) {}

  /// `(gradients...) -> (sums of squares...)`, one result for each set of mesh axes that it is
  /// partial over. In the place of `original`.
  mlir::func::FuncOp makeNorm(mlir::func::FuncOp original, llvm::ArrayRef<Bucket *> buckets);

  /// `(p..., g..., m..., v..., learning rate, clip, correction1, correction2) -> (p..., m...,
  /// v...)`; the constants of each update are those of `updates`.
  mlir::func::FuncOp makeUpdate(mlir::func::FuncOp original, llvm::ArrayRef<Bucket *> buckets,
                                llvm::ArrayRef<graph::AdamWOp> updates);

  /// One result of an init block: a bucket, and the old result that is its member `member`.
  struct InitResult {
    Bucket *bucket;
    std::string suffix;
    llvm::SmallVector<unsigned> results;

    /// Made by equal code.
    bool isLike(const InitResult &other) const {
      return results == other.results && suffix.empty() == other.suffix.empty() &&
             bucket->shardType == other.bucket->shardType &&
             bucket->offsets == other.bucket->offsets;
    }
  };
  /// `original` with the given buckets as results. Parameters are packed; moments, which are
  /// constants, are made flat. Arguments are those of `original`.
  llvm::FailureOr<mlir::func::FuncOp> makeInit(mlir::func::FuncOp original,
                                               llvm::ArrayRef<InitResult> results);

private:
  mlir::func::FuncOp share(mlir::func::FuncOp original, mlir::func::FuncOp made);
  llvm::FailureOr<mlir::Value> packInit(mlir::func::FuncOp function, const InitResult &result);

  mlir::SymbolTable symbols;
  llvm::SmallVector<std::pair<mlir::func::FuncOp, mlir::func::FuncOp>> made;
  /// Init blocks by their original, and what each returns: large, so shared before they are made.
  struct InitBlock {
    llvm::SmallVector<InitResult> results;
    mlir::func::FuncOp function;
  };
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<InitBlock, 1>> initBlocks;
};

} // namespace heddle::partition

#endif // HEDDLE_PASSES_PARTITION_OPTIMIZERBLOCKS_H
