//===- SummedArguments.h - gradients of values without a batch --*- C++ -*-===//
//
// A value that blocks make of parameters alone (a scaled table, a product of two scales) has no
// batch, so its gradient is a sum over the batch, as those of parameters are. On its way back to
// the block that made the value it stays one: a block is linear in the gradients that it takes, so
// the sum over micro-batches can wait until it has become the gradient of a parameter.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_PARTITION_SUMMEDARGUMENTS_H
#define HEDDLE_PASSES_PARTITION_SUMMEDARGUMENTS_H

#include "dialects/dist/Dist.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace heddle::partition {

/// By block, its arguments that are such gradients in some call.
using SummedArguments = llvm::DenseMap<mlir::Operation *, llvm::BitVector>;

/// The summed arguments of the backward blocks that `entries` call; nothing is distributed yet.
SummedArguments findSummedArguments(llvm::ArrayRef<mlir::func::FuncOp> entries,
                                    mlir::DictionaryAttr rules, dist::MeshAttr mesh,
                                    const mlir::SymbolTable &symbols);

/// The mesh axes that split what is split over micro-batches: (dp, mb), or (mb) alone.
dist::MeshAxisSet getBatchAxes(mlir::DictionaryAttr rules, dist::MeshAttr mesh);

} // namespace heddle::partition

#endif // HEDDLE_PASSES_PARTITION_SUMMEDARGUMENTS_H
