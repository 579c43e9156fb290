//===- Passes.h - the emit stage --------------------------------*- C++ -*-===//
//
// exec -> a .hdx file (program.proto).
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_EMIT_PASSES_H
#define HEDDLE_PASSES_EMIT_PASSES_H

#include "dialects/exec/Exec.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace heddle::emit {

#define GEN_PASS_DECL
#include "passes/emit/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/emit/Passes.h.inc"

/// Appends the stage: checks the program and, if `path` is not empty, writes it.
void addEmitStage(mlir::OpPassManager &pm, llvm::StringRef path = "");

} // namespace heddle::emit

#endif // HEDDLE_PASSES_EMIT_PASSES_H
