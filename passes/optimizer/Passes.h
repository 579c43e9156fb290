//===- Passes.h - the optimizer stage ---------------------------*- C++ -*-===//
//
// graph -> graph: from gradients to a whole training step, and the initialisers.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_OPTIMIZER_PASSES_H
#define HEDDLE_PASSES_OPTIMIZER_PASSES_H

#include "dialects/graph/Graph.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::optimizer {

#define GEN_PASS_DECL
#include "passes/optimizer/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/optimizer/Passes.h.inc"

/// Appends the stage: graph with gradients -> graph with the entries train, eval, init and logits.
void addOptimizerStage(mlir::OpPassManager &pm);

} // namespace heddle::optimizer

#endif // HEDDLE_PASSES_OPTIMIZER_PASSES_H
