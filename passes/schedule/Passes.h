//===- Passes.h - the schedule stage ----------------------------*- C++ -*-===//
//
// dist -> exec: segments of instructions, roles with rows.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_SCHEDULE_PASSES_H
#define HEDDLE_PASSES_SCHEDULE_PASSES_H

#include "dialects/exec/Exec.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::schedule {

#define GEN_PASS_DECL
#include "passes/schedule/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/schedule/Passes.h.inc"

/// Appends the stage: dist with regions and tables -> exec without offsets.
void addScheduleStage(mlir::OpPassManager &pm);

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_PASSES_H
