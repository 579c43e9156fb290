//===- TableLowering.h - an entry on a stage as rows ------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_SCHEDULE_TABLELOWERING_H
#define HEDDLE_PASSES_SCHEDULE_TABLELOWERING_H

#include "passes/schedule/ExtraSegments.h"
#include "passes/schedule/Storage.h"

namespace heddle::schedule {

/// Turns what one stage does of one entry, a dist.table, into an exec.table: frames, ports and
/// rows. The entry has passed checkEntry.
class TableLowering {
public:
  TableLowering(mlir::func::FuncOp entry, const EntryFacts &facts, dist::TableOp table,
                dist::MeshAttr mesh, PersistentStorage &state, ExtraSegments &extra)
      : entry(entry), facts(facts), table(table), mesh(mesh), extra(extra), stage(table.getStage()),
        state(state), storage(entry, facts, table.getStage(), mesh, state),
        builder(entry.getContext()), rowName(exec::RowOp::getOperationName(), entry.getContext()) {}

  /// Appends the exec.table to the body of the stage's role.
  void lower(mlir::Block &role);

private:
  /// A row of dist.table.
  struct Triple {
    int32_t id, microBatch, group;
  };
  /// What the rows of one call share; worked out once, since they are as many as micro-batches.
  struct CallRow {
    mlir::FlatSymbolRefAttr segment;
    mlir::StringAttr instance;
    mlir::DenseI64ArrayAttr frames;
    /// The scalars of the call, then one for each sum: 1, so that the row adds to it.
    mlir::DenseI64ArrayAttr scalars;
    /// The frames that the rows add to, until a row finds that all of them have been written.
    llvm::SmallVector<Storage> sums;
  };

  CallRow makeCallRow(mlir::func::CallOp call);
  void addRows();
  void addCall(mlir::func::CallOp call, int64_t microBatch);
  void addExchange(llvm::ArrayRef<Triple> group);
  void addWrites();
  mlir::DenseI64ArrayAttr overwriteFirst(CallRow &row);
  void addRow(mlir::Location loc, mlir::FlatSymbolRefAttr segment, mlir::StringAttr instance,
              int64_t microBatch, mlir::DenseI64ArrayAttr frames, mlir::DenseI64ArrayAttr scalars);
  void addRow(mlir::Location loc, exec::SegmentOp segment, llvm::StringRef instance,
              int64_t microBatch, llvm::ArrayRef<int64_t> frames) {
    addRow(loc, mlir::FlatSymbolRefAttr::get(segment), builder.getStringAttr(instance), microBatch,
           builder.getDenseI64ArrayAttr(frames), builder.getDenseI64ArrayAttr({}));
  }
  void addInputs();
  void addOutputs();
  void addPort(mlir::Location loc, llvm::StringRef name, bool output, mlir::Value value);
  int64_t globalBatch();
  /// The triple of a frame that a row binds `later` micro-batches after its own.
  static void append(llvm::SmallVectorImpl<int64_t> &frames, const Storage &where,
                     int64_t later = 0) {
    frames.append({where.frames, where.getInstance(later), where.perMicroBatch});
  }

  mlir::func::FuncOp entry;
  const EntryFacts &facts;
  dist::TableOp table;
  dist::MeshAttr mesh;
  ExtraSegments &extra;
  int64_t stage;
  PersistentStorage &state;
  EntryStorage storage;
  mlir::OpBuilder builder;
  mlir::OperationName rowName;
  llvm::DenseMap<mlir::Operation *, CallRow> callRows;
  /// Gradient frames that some row of this table has written already.
  llvm::DenseSet<std::pair<int64_t, int64_t>> accumulated;
};

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_TABLELOWERING_H
