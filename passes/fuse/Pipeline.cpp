//===- Pipeline.cpp - composes the fuse stage -----------------------------===//

#include "passes/fuse/Passes.h"

void heddle::fuse::addFuseStage(mlir::OpPassManager &pm) {
  pm.addPass(createFormRegionsPass());
  pm.addPass(createVerifyFusePass());
}
