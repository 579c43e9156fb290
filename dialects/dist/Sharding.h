//===- Sharding.h - what an op makes of distributed operands ----*- C++ -*-===//
//
// The distribution check of docs/architecture.md, section Types: generic over the
// ops, from the facts of ShardableOpInterface. The verifier reports its findings;
// passes/partition acts on them.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_DIALECTS_DIST_SHARDING_H
#define HEDDLE_DIALECTS_DIST_SHARDING_H

#include "dialects/dist/Dist.h"

namespace heddle::dist {

/// An operand that is partial over `axes` where the op cannot take it so.
struct PartialConflict {
  unsigned operand;
  MeshAxisSet axes;
  std::string reason;
};

/// The operands that must be completed before `op` may take them, at most one entry for each.
llvm::SmallVector<PartialConflict> findPartialConflicts(mlir::Operation *op);

/// What a result is partial over.
struct PartialAxes {
  MeshAxisSet axes;
  graph::ReductionKind reduction = graph::ReductionKind::Sum;
};

/// What result `index` is partial over, given operands without conflicts: the mesh axes that split
/// a reduced axis, and those over which an operand is partial that the op is linear in. Reads the
/// names and splits of the result's type, not its partial axes.
PartialAxes inferPartial(mlir::Operation *op, unsigned index);

/// All dimensions of one name are split alike, no axis is split that the op couples, and no mesh
/// axis splits two axes of the op.
llvm::LogicalResult verifySplits(mlir::Operation *op);

} // namespace heddle::dist

#endif // HEDDLE_DIALECTS_DIST_SHARDING_H
