//===- Pipeline.cpp - composes the optimizer stage ------------------------===//

#include "passes/optimizer/Passes.h"

void heddle::optimizer::addOptimizerStage(mlir::OpPassManager &pm) {
  pm.addPass(createBuildOptimizerPass());
  // After the moments and the counter are declared: they are initialised too.
  pm.addPass(createBuildInitPass());
  pm.addPass(createRenameLossEntryPass());
  pm.addPass(createVerifyOptimizerPass());
}
