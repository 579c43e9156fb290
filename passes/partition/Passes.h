//===- Passes.h - the partition stage ---------------------------*- C++ -*-===//
//
// graph with decisions -> dist: same ops on distributed types, collectives, buckets.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_PARTITION_PASSES_H
#define HEDDLE_PASSES_PARTITION_PASSES_H

#include "dialects/dist/Dist.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::partition {

#define GEN_PASS_DECL
#include "passes/partition/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/partition/Passes.h.inc"

/// Appends the stage.
void addPartitionStage(mlir::OpPassManager &pm);

} // namespace heddle::partition

#endif // HEDDLE_PASSES_PARTITION_PASSES_H
