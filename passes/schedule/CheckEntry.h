//===- CheckEntry.h - what can become a role --------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_SCHEDULE_CHECKENTRY_H
#define HEDDLE_PASSES_SCHEDULE_CHECKENTRY_H

#include "passes/schedule/Storage.h"

namespace heddle::schedule {

/// Succeeds if `entry` and the rows of `table`, which is one of its tables, can be lowered: rows
/// name calls and transfers that exist, called blocks have segments, and each value that the stage
/// uses is an input, state, or made by something that has a place for it. Else an error where the
/// first of these fails.
mlir::LogicalResult checkEntry(mlir::func::FuncOp entry, const EntryFacts &facts,
                               dist::TableOp table, dist::MeshAttr mesh,
                               const mlir::SymbolTable &symbols);

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_CHECKENTRY_H
