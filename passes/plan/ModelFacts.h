//===- ModelFacts.h - what a plan must fit ----------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PLAN_MODELFACTS_H
#define HEDDLE_PASSES_PLAN_MODELFACTS_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/MapVector.h"

namespace heddle::plan {

/// An axis of the model and the first op that has it.
struct AxisFacts {
  int64_t size;
  mlir::Operation *op;
};

/// The axes and the depth of a model.
struct ModelFacts {
  /// By name, in the order of the module. An axis that has several sizes (the batch of several
  /// entries) has an entry for the first.
  llvm::MapVector<llvm::StringRef, AxisFacts> axes;
  /// Instances of repeated blocks in one forward pass.
  int64_t layers = 0;

  explicit ModelFacts(mlir::ModuleOp module);
};

} // namespace heddle::plan

#endif // HEDDLE_PASSES_PLAN_MODELFACTS_H
