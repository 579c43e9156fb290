//===- Passes.h - which ops share a kernel ----------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_FUSE_PASSES_H
#define HEDDLE_PASSES_FUSE_PASSES_H

#include "mlir/Pass/Pass.h"

namespace heddle::fuse {

#define GEN_PASS_DECL
#include "passes/fuse/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/fuse/Passes.h.inc"

/// dist -> dist with every op that becomes a kernel in a `dist.region`.
void addFuseStage(mlir::OpPassManager &pm);

} // namespace heddle::fuse

#endif // HEDDLE_PASSES_FUSE_PASSES_H
