//===- Passes.h - the same graph at other sizes -----------------*- C++ -*-===//
//
// graph -> graph: sizes and precision substituted, so that `heddle verify` can run in a moment what
// is compiled exactly like the whole.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_SUBSTITUTE_PASSES_H
#define HEDDLE_PASSES_SUBSTITUTE_PASSES_H

#include "dialects/graph/Graph.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "llvm/ADT/MapVector.h"

namespace heddle::substitute {

#define GEN_PASS_DECL
#include "passes/substitute/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/substitute/Passes.h.inc"

/// Sizes of axes by name.
using AxisSizes = llvm::MapVector<mlir::StringAttr, int64_t>;

/// Appends the stage: axes get `sizes`, f32 becomes `precision` ("f32" or "f64").
void addSubstituteStage(mlir::OpPassManager &pm, const AxisSizes &sizes, llvm::StringRef precision);

/// The axes of the module and their sizes, in the order in which they occur. Emits an error for an
/// axis that occurs in two sizes.
llvm::FailureOr<AxisSizes> getAxisSizes(mlir::ModuleOp module);

/// Small sizes at which the module, which must carry a plan, is compiled to the same instructions:
/// each axis still divides by the mesh axes that split it, an axis larger than one stays so, the
/// ratio of heads to kv_heads is kept, and what RoPE rotates stays even. No size grows. Emits an
/// error if the module has an axis in several sizes.
llvm::FailureOr<AxisSizes> chooseSizes(mlir::ModuleOp module);

} // namespace heddle::substitute

#endif // HEDDLE_PASSES_SUBSTITUTE_PASSES_H
