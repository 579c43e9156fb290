//===- ObjectCode.h - llvm dialect to object code ---------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_KERNELS_OBJECTCODE_H
#define HEDDLE_PASSES_KERNELS_OBJECTCODE_H

#include "passes/kernels/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"

namespace heddle::kernels {

/// Translates, optimises and assembles a module of the llvm dialect. Thread-safe for distinct
/// modules.
llvm::Expected<llvm::SmallVector<char, 0>> emitObject(mlir::ModuleOp module,
                                                      const KernelTarget &target);

/// Links objects to one shared object with LLVM's linker, in process.
llvm::Expected<std::string> linkLibrary(llvm::ArrayRef<llvm::SmallVector<char, 0>> objects);

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_OBJECTCODE_H
