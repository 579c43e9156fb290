//===- LayerPairs.h - forward and backward calls of one layer ---*- C++ -*-===//

#ifndef HEDDLE_PASSES_RECOMPUTE_LAYERPAIRS_H
#define HEDDLE_PASSES_RECOMPUTE_LAYERPAIRS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace heddle::recompute {

/// The two calls of one instance of a repeated block in the train entry.
struct LayerPair {
  mlir::func::CallOp forward, backward;
};

/// All of them, in program order.
llvm::SmallVector<LayerPair> findLayerPairs(mlir::ModuleOp module);

/// Whether dist.recompute says "layer".
bool recomputesLayers(mlir::ModuleOp module);

} // namespace heddle::recompute

#endif // HEDDLE_PASSES_RECOMPUTE_LAYERPAIRS_H
