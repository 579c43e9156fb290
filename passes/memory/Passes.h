//===- Passes.h - the memory stage ----------------------------*- C++ -*-===//
//
// exec -> exec: frame layouts, frame slots, arena offsets.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_MEMORY_PASSES_H
#define HEDDLE_PASSES_MEMORY_PASSES_H

#include "dialects/exec/Exec.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::memory {

#define GEN_PASS_DECL
#include "passes/memory/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/memory/Passes.h.inc"

/// Appends the stage: exec without offsets -> exec with them.
void addMemoryStage(mlir::OpPassManager &pm);

} // namespace heddle::memory

#endif // HEDDLE_PASSES_MEMORY_PASSES_H
