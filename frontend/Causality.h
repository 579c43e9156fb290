//===- Causality.h - logits do not see what they predict --------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_CAUSALITY_H
#define HEDDLE_FRONTEND_CAUSALITY_H

#include "mlir/IR/BuiltinOps.h"

namespace heddle::frontend {

/// Checks on the entry `logits` that the logits of a position depend on the tokens up to it only:
/// whatever depends on tokens keeps its axis `seq`, along which no op but causal attention mixes.
/// Reports each op that does mix; what the loss alone computes may.
llvm::LogicalResult checkCausality(mlir::ModuleOp module);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_CAUSALITY_H
