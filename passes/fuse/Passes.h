//===- Passes.h - the fuse stage ----------------------------*- C++ -*-===//
//
// dist -> dist: regions, each one kernel.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_FUSE_PASSES_H
#define HEDDLE_PASSES_FUSE_PASSES_H

#include "dialects/dist/Dist.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::fuse {

#define GEN_PASS_DECL
#include "passes/fuse/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/fuse/Passes.h.inc"

/// Appends the stage: dist -> dist with regions.
void addFuseStage(mlir::OpPassManager &pm);

} // namespace heddle::fuse

#endif // HEDDLE_PASSES_FUSE_PASSES_H
