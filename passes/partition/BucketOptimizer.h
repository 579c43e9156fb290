//===- BucketOptimizer.h - the optimizer on flat values ---------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PARTITION_BUCKETOPTIMIZER_H
#define HEDDLE_PASSES_PARTITION_BUCKETOPTIMIZER_H

#include "passes/partition/BucketBlocks.h"
#include "passes/partition/OptimizerBlocks.h"

namespace heddle::partition {

/// Rewrites the norm and update blocks and what the `train` entry does with their results, from
/// parameters to buckets. Gradients are all-reduced or, under ZeRO 1, reduce-scattered. One call of
/// an old block becomes one per set of users, since tied parameters are updated on more stages than
/// others. Emits an error if a block is not of the form that passes/optimizer makes.
llvm::LogicalResult bucketTrain(mlir::func::FuncOp train, const BucketPlan &plan,
                                const BucketGradients &gradients, OptimizerBlocks &blocks);

/// The same for the init blocks and the `init` entry.
llvm::LogicalResult bucketInit(mlir::func::FuncOp init, const BucketPlan &plan,
                               OptimizerBlocks &blocks);

} // namespace heddle::partition

#endif // HEDDLE_PASSES_PARTITION_BUCKETOPTIMIZER_H
