//===- Passes.h - the autodiff stage ----------------------------*- C++ -*-===//
//
// graph (forward) -> graph (+ backward functions and the entry `train`).
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_AUTODIFF_PASSES_H
#define HEDDLE_PASSES_AUTODIFF_PASSES_H

#include "dialects/graph/Graph.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::autodiff {

#define GEN_PASS_DECL
#include "passes/autodiff/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/autodiff/Passes.h.inc"

/// Appends the stage: a module with the entry `loss` -> the same with the entry `train`.
void addAutodiffStage(mlir::OpPassManager &pm);

} // namespace heddle::autodiff

#endif // HEDDLE_PASSES_AUTODIFF_PASSES_H
