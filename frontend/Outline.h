//===- Outline.h - blocks and entries ---------------------------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_OUTLINE_H
#define HEDDLE_FRONTEND_OUTLINE_H

#include "frontend/Elaborator.h"

namespace heddle::frontend {

/// The blocks of a model, finished: only what the loss needs is left, arguments and results are
/// fixed.
struct Blocks {
  std::unique_ptr<Section> weight, prologue, repeat, epilogue, logitsEpilogue;
  Source *lossResult = nullptr, *weightResult = nullptr, *logitsResult = nullptr;
};

/// Finishes the sections of `model` from the loss backwards. Reports parameters that the loss does
/// not depend on.
Blocks finishBlocks(Elaborated &model, Reporter &reporter, mlir::MLIRContext *context);

/// Adds to `module` the variables, the blocks and the entries `loss` and `logits`.
void addEntries(mlir::ModuleOp module, Elaborated &model, Blocks &blocks);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_OUTLINE_H
