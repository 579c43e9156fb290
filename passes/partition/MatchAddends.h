//===- MatchAddends.h - what blocks return to sums in entries ---*- C++ -*-===//

#ifndef HEDDLE_PASSES_PARTITION_MATCHADDENDS_H
#define HEDDLE_PASSES_PARTITION_MATCHADDENDS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace heddle::partition {

/// True for a sum over micro-batches, which only entries complete.
bool isSummedByEntry(mlir::Value value);

/// Addends of a sum over micro-batches add up in one buffer, so they must be partial over the same
/// mesh axes. Where blocks differ (one uses a parameter with split values, another with whole
/// ones), the more partial results are all-reduced in their block; so are those that a block takes
/// as a summed argument. `entries` are not distributed yet, the blocks are. Returns the number of
/// all-reduces inserted.
unsigned matchAddends(llvm::ArrayRef<mlir::func::FuncOp> entries, mlir::SymbolTable &symbols);

} // namespace heddle::partition

#endif // HEDDLE_PASSES_PARTITION_MATCHADDENDS_H
