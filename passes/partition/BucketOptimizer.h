//===- BucketOptimizer.h - the optimizer on flat values ---------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PARTITION_BUCKETOPTIMIZER_H
#define HEDDLE_PASSES_PARTITION_BUCKETOPTIMIZER_H

#include "passes/partition/BucketBlocks.h"

namespace heddle::partition {

/// Rewrites the norm, update and init blocks of all groups, and what the `train` and `init` entries
/// do with their results, from parameters to buckets. Gradients are all-reduced or, under ZeRO 1,
/// reduce-scattered. One call of an old block becomes one per set of users, since tied parameters
/// are updated on more stages than others. Emits an error if a block is not of the form that
/// passes/optimizer makes.
llvm::LogicalResult bucketOptimizer(mlir::ModuleOp module, const BucketPlan &plan,
                                    const BucketGradients &gradients);

} // namespace heddle::partition

#endif // HEDDLE_PASSES_PARTITION_BUCKETOPTIMIZER_H
