//===- Passes.h - the recompute stage ---------------------------*- C++ -*-===//
//
// dist -> dist: what crosses from forward to backward.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_RECOMPUTE_PASSES_H
#define HEDDLE_PASSES_RECOMPUTE_PASSES_H

#include "dialects/dist/Dist.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::recompute {

#define GEN_PASS_DECL
#include "passes/recompute/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/recompute/Passes.h.inc"

/// Appends the stage.
void addRecomputeStage(mlir::OpPassManager &pm);

} // namespace heddle::recompute

#endif // HEDDLE_PASSES_RECOMPUTE_PASSES_H
