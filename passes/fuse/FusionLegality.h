//===- FusionLegality.h - what may be in a region ---------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_FUSE_FUSIONLEGALITY_H
#define HEDDLE_PASSES_FUSE_FUSIONLEGALITY_H

#include "dialects/dist/Dist.h"

namespace heddle::fuse {

/// True for an op that becomes (part of) a kernel: graph ops other than contractions, attention and
/// renames.
inline bool isFusable(mlir::Operation *op) {
  return op->getName().getDialectNamespace() == "graph" &&
         !mlir::isa<graph::EinsumOp, graph::AttentionOp, graph::AttentionGradOp, graph::RenameOp>(
             op);
}

} // namespace heddle::fuse

#endif // HEDDLE_PASSES_FUSE_FUSIONLEGALITY_H
