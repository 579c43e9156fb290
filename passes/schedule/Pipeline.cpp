//===- Pipeline.cpp - composes the schedule stage -------------------------===//

#include "passes/schedule/Passes.h"

void heddle::schedule::addScheduleStage(mlir::OpPassManager &pm) {
  pm.addPass(createMarkBlocksPass());
  // After the marks: a kernel must know which of its results are added into their buffers.
  pm.addPass(createOutlineKernelsPass());
  pm.addPass(createBuildSegmentsPass());
  pm.addPass(createBuildRolesPass());
  pm.addPass(createVerifySchedulePass());
}
