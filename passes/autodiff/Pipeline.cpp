//===- Pipeline.cpp - the autodiff stage ------------------------------------===//

#include "passes/autodiff/Passes.h"

#include "mlir/Pass/PassManager.h"

namespace heddle::autodiff {

void addAutodiffStage(mlir::OpPassManager &pm) {
  pm.addPass(createAutodiffPass());
  pm.addPass(createVerifyAutodiffPass());
}

} // namespace heddle::autodiff
