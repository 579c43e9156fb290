//===- FusionLegality.h - which ops can share a kernel ----------*- C++ -*-===//
//
// Legality alone, the same for every device. Whether sharing pays is the policy of the device,
// passes/fuse/HostGrouping.h.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_ANALYSIS_FUSIONLEGALITY_H
#define HEDDLE_PASSES_ANALYSIS_FUSIONLEGALITY_H

#include "dialects/dist/Dist.h"

namespace heddle {

struct LoopAxis {
  mlir::StringAttr name;
  /// On one device and micro-batch.
  int64_t size;
  bool operator==(const LoopAxis &) const = default;
};

/// Ops that will be one kernel.
struct FusionGroup {
  /// In program order.
  llvm::SmallVector<mlir::Operation *> ops;
  /// The most axes that can be rows, outermost first. Any prefix that holds `needed` will do.
  llvm::SmallVector<LoopAxis> rows;
  llvm::SmallVector<mlir::StringAttr> needed;
};

class FusionLegality {
public:
  /// `block` is the body of a block function on distributed types.
  FusionLegality(mlir::Block &block, dist::MeshAttr mesh) : block(block), mesh(mesh) {}

  /// A group of `op` alone.
  FusionGroup start(mlir::Operation *op) const;
  /// `group` with `op`, which comes after it; nothing if they cannot be one kernel:
  /// - their loops have no common rows, or so few that a row would be more than one axis of
  /// columns;
  /// - `op` uses, row by row, a sum over rows of the group;
  /// - a path from the group to `op` leaves the group, through a contraction or another kernel.
  std::optional<FusionGroup> join(const FusionGroup &group, mlir::Operation *op) const;
  /// Records that `op` now belongs to the group with this number.
  void assign(mlir::Operation *op, unsigned group);
  std::optional<unsigned> getGroup(mlir::Operation *op) const;

  /// The axes that `op` loops over, those of its widest type first.
  llvm::SmallVector<LoopAxis> getLoopAxes(mlir::Operation *op) const;

private:
  bool leavesGroup(const FusionGroup &group, mlir::Operation *op) const;
  size_t countColumnAxes(mlir::Operation *op, llvm::ArrayRef<LoopAxis> rows) const;
  bool runsAfterRows(const FusionGroup &group, mlir::Operation *op) const;
  /// The rows of `group` without those that `op` needs summed up; nothing if it cannot be.
  std::optional<llvm::SmallVector<LoopAxis>> dropSummed(const FusionGroup &group,
                                                        mlir::Operation *op) const;

  mlir::Block &block;
  dist::MeshAttr mesh;
  llvm::DenseMap<mlir::Operation *, unsigned> groups;
  std::vector<llvm::SmallVector<mlir::Operation *>> members;
};

} // namespace heddle

#endif // HEDDLE_PASSES_ANALYSIS_FUSIONLEGALITY_H
