//===- Compile.h - kernels to a shared object -------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_KERNELS_COMPILE_H
#define HEDDLE_PASSES_KERNELS_COMPILE_H

#include "mlir/IR/BuiltinOps.h"

namespace heddle::kernels {

/// Compiles every `exec.kernel` of `module` for the host; the module stays as it is. Returns the
/// bytes of an ELF shared object that exports one function per kernel, empty if there is no kernel.
/// Errors are reported at the op that causes them.
///
/// The bytes depend on the module and the CPU's level (see Target.h) alone.
mlir::FailureOr<std::string> compileKernels(mlir::ModuleOp module);

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_COMPILE_H
