//===- Passes.h - from fused regions to machine code ------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_KERNELS_PASSES_H
#define HEDDLE_PASSES_KERNELS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace heddle::kernels {

#define GEN_PASS_DECL
#include "passes/kernels/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/kernels/Passes.h.inc"

/// exec with kernels as regions -> exec with the code of all kernels in `exec.kernel_library`.
void addKernelsStage(mlir::OpPassManager &pm);

/// The passes that turn `exec.kernel`s into functions of the llvm dialect, on a module of kernels
/// alone.
void addKernelLowering(mlir::OpPassManager &pm);

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_PASSES_H
