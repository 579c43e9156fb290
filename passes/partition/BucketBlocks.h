//===- BucketBlocks.h - blocks take and return buckets ----------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PARTITION_BUCKETBLOCKS_H
#define HEDDLE_PASSES_PARTITION_BUCKETBLOCKS_H

#include "passes/partition/Buckets.h"

#include "llvm/ADT/MapVector.h"

namespace heddle::partition {

/// The contributions to the gradient of each bucket: packed results of backward calls, in the order
/// of the entry.
using BucketGradients = llvm::MapVector<Bucket *, llvm::SmallVector<mlir::Value>>;

/// Makes every block that takes parameters take buckets instead, with a dist.view of each member at
/// its head, and every block that returns gradients of parameters return a dist.pack of them. In
/// the entries, reads of parameters become reads of buckets; the old gradient values become views,
/// for the optimizer's rewriting to drop. Emits an error where calls of one block disagree about
/// the buckets.
llvm::FailureOr<BucketGradients> bucketBlocks(mlir::ModuleOp module, const BucketPlan &plan);

} // namespace heddle::partition

#endif // HEDDLE_PASSES_PARTITION_BUCKETBLOCKS_H
