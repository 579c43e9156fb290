//===- CheckEntry.h - what can become a role --------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_SCHEDULE_CHECKENTRY_H
#define HEDDLE_PASSES_SCHEDULE_CHECKENTRY_H

#include "dialects/dist/Dist.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace heddle::schedule {

/// Succeeds if the entry and rows of `table` can be lowered: rows name calls and transfers that
/// exist, called blocks have segments, and each value that the stage uses is an input, state, or
/// made by something that has a place for it. Else an error where the first of these fails.
mlir::LogicalResult checkEntry(dist::TableOp table, dist::MeshAttr mesh,
                               const mlir::SymbolTable &symbols);

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_CHECKENTRY_H
