//===- KernelLowering.h - one exec.kernel to one function -------*- C++ -*-===//

#ifndef HEDDLE_PASSES_KERNELS_KERNELLOWERING_H
#define HEDDLE_PASSES_KERNELS_KERNELLOWERING_H

#include "passes/kernels/GenericBuilder.h"
#include "passes/kernels/KernelPlan.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

namespace heddle::kernels {

/// Where a value lies: a contiguous memref and the axis of each dimension.
struct Storage {
  mlir::Value memref;
  mlir::SmallVector<mlir::StringAttr> axes;
  mlir::SmallVector<int64_t> strides;
};

/// A write of a value by the phase that computes it.
struct Destination {
  Storage storage;
  /// i1, if the value may have to be added to what is there.
  mlir::Value accumulate;
};

class KernelLowering {
public:
  KernelLowering(exec::KernelOp kernel, const KernelPlan &plan, mlir::OpBuilder &builder,
                 int64_t maxScratchBytes)
      : kernel(kernel), plan(plan), builder(builder), maxScratchBytes(maxScratchBytes) {}

  /// Makes the function at the builder's insertion point.
  mlir::LogicalResult lower();

  unsigned numGenerics = 0;

private:
  // Function and loops (KernelLowering.cpp).
  mlir::func::FuncOp createFunction();
  void bindArguments(mlir::func::FuncOp function);
  void initialiseSums();
  mlir::LogicalResult emitRowLoops();
  mlir::LogicalResult emitNest(Nest nest);

  // Where values lie (KernelStorage.cpp).
  mlir::LogicalResult chooseDestinations();
  mlir::LogicalResult chooseDestination(unsigned result);
  mlir::FailureOr<bool> canWriteEarly(unsigned result) const;
  mlir::LogicalResult createScratch();
  mlir::LogicalResult createScratch(mlir::Value value);
  bool needsScratch(mlir::Value value) const;
  Storage createScratch(mlir::Type element, mlir::ArrayRef<mlir::StringAttr> axes,
                        mlir::ArrayRef<int64_t> sizes, mlir::Location loc);
  Storage makeStorage(mlir::Value memref, mlir::ArrayRef<mlir::StringAttr> axes,
                      mlir::ArrayRef<int64_t> sizes) const;
  Nest getValueNest(mlir::Value value) const;
  mlir::Value getYielded(unsigned result) const;

  // Phases (PhaseLowering.cpp).
  void emitPhase(const Phase &phase);
  void emitFused(const Phase &phase);
  void fill(const Storage &storage, double value, mlir::Location loc);
  void emitCopy(unsigned result);
  mlir::Value addOld(mlir::OpBuilder &inner, mlir::Value value, mlir::Value old,
                     mlir::Value accumulate);

  // Ops with a loop of their own (IndexedLowering.cpp, RopeLowering.cpp).
  void emitPick(graph::PickOp op);
  void emitScatterAdd(const Phase &phase, graph::ScatterAddOp op);
  void emitRename(graph::RenameOp op);
  void emitRope(const Phase &phase, graph::RopeOp op);
  std::pair<Storage, Storage> emitRopeTables(graph::RopeOp op);
  Storage emitRopeFrequencies(graph::RopeOp op, mlir::StringAttr axis, int64_t half);

  // Addressing (Addressing.cpp).
  /// `fixed` gives the index along one axis that is neither row nor column.
  Access access(const Storage &storage, mlir::ArrayRef<mlir::StringAttr> axes, mlir::Location loc,
                std::pair<mlir::StringAttr, mlir::Value> fixed = {});
  mlir::Value getRowIndex(mlir::StringAttr axis) const;
  mlir::Value loadScalar(const Access &access, mlir::Location loc);
  /// The index that the current row holds, minus the offset of the shard: 0 if it is outside [0,
  /// size), and whether it is inside.
  std::pair<mlir::Value, mlir::Value> loadIndex(mlir::Value indices, mlir::ValueRange offsets,
                                                int64_t size, mlir::Location loc);
  mlir::Value constantIndex(int64_t value, mlir::Location loc);

  mutable exec::KernelOp kernel;
  const KernelPlan &plan;
  mlir::OpBuilder &builder;
  int64_t maxScratchBytes;

  llvm::DenseMap<mlir::Value, Storage> storages;
  llvm::DenseMap<mlir::Value, mlir::Value> scalars;
  /// What the phase that computes a value writes.
  llvm::DenseMap<mlir::Value, mlir::SmallVector<Destination>> destinations;
  mlir::SmallVector<Storage> results;
  /// Per result: i1 that says whether to add, or null.
  mlir::SmallVector<mlir::Value> accumulateFlags;
  /// Results written from the storage of a complete value.
  mlir::SmallVector<unsigned> copies;
  mlir::SmallVector<mlir::Value> rowIndices;
  mlir::Operation *outermostLoop = nullptr;
  llvm::DenseMap<mlir::Attribute, std::pair<Storage, Storage>> ropeTables;
  int64_t scratchBytes = 0;
};

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_KERNELLOWERING_H
