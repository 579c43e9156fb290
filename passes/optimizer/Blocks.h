//===- Blocks.h - the functions a training step calls -----------*- C++ -*-===//
//
// Made once and shared by the block instances they fit; BuildOptimizer calls them in the `train`
// entry.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_OPTIMIZER_BLOCKS_H
#define HEDDLE_PASSES_OPTIMIZER_BLOCKS_H

#include "passes/optimizer/Groups.h"
#include "passes/optimizer/TrainConfig.h"

namespace heddle::optimizer {

/// `optimizer_step(step) -> (step + 1, learning rate, correction1, correction2)`; the first step is
/// number 1.
mlir::func::FuncOp getStepFunction(SharedFunctions &functions, mlir::Location loc,
                                   const TrainConfig &config);

/// `clip(sum of squares of all gradients) -> (factor, norm)`.
mlir::func::FuncOp getClipFunction(SharedFunctions &functions, mlir::Location loc,
                                   const TrainConfig &config);

/// `<block>.norm(gradients...) -> sum of the squares of all their elements`.
mlir::func::FuncOp getNormFunction(SharedFunctions &functions, const Group &parameters);

/// `<block>.update(p..., g..., m..., v..., learning rate, clip, correction1, correction2) -> (p...,
/// m..., v...)`.
mlir::func::FuncOp getUpdateFunction(SharedFunctions &functions, const Group &parameters,
                                     const TrainConfig &config);

} // namespace heddle::optimizer

#endif // HEDDLE_PASSES_OPTIMIZER_BLOCKS_H
