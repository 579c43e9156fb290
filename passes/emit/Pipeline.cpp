//===- Pipeline.cpp - composes the emit stage -----------------------------===//

#include "passes/emit/Passes.h"

void heddle::emit::addEmitStage(mlir::OpPassManager &pm, llvm::StringRef path) {
  pm.addPass(createVerifyEmitPass());
  pm.addPass(createEmitProgramPass({path.str()}));
}
