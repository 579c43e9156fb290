//===- Passes.h - the pipeline stage ----------------------------*- C++ -*-===//
//
// dist -> dist: stages, transfers, the schedule table.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_PIPELINE_PASSES_H
#define HEDDLE_PASSES_PIPELINE_PASSES_H

#include "dialects/dist/Dist.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::pipeline {

#define GEN_PASS_DECL
#include "passes/pipeline/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/pipeline/Passes.h.inc"

/// Appends the stage: dist without stages -> dist with stages, transfers and tables.
void addPipelineStage(mlir::OpPassManager &pm);

} // namespace heddle::pipeline

#endif // HEDDLE_PASSES_PIPELINE_PASSES_H
