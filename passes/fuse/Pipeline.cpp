//===- Pipeline.cpp - the fuse stage --------------------------------------===//

#include "passes/fuse/Passes.h"

#include "mlir/Pass/PassManager.h"

namespace heddle::fuse {

void addFuseStage(mlir::OpPassManager &pm) {
  pm.addPass(createSeparateSumsPass());
  pm.addPass(createFormRegionsPass());
  pm.addPass(createVerifyFusePass());
}

} // namespace heddle::fuse
