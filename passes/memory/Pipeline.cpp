//===- Pipeline.cpp - composes the memory stage ---------------------------===//

#include "passes/memory/Passes.h"

void heddle::memory::addMemoryStage(mlir::OpPassManager &pm) {
  pm.addPass(createLayoutTemporariesPass());
  // After the segments know how much scratch they need: the arena holds the largest.
  pm.addPass(createLayoutArenaPass());
  pm.addPass(createCheckFitPass());
  pm.addPass(createVerifyMemoryPass());
}
