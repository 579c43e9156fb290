//===- Schedules.cpp - the order of forwards and backwards ----------------===//

#include "passes/pipeline/Schedules.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace heddle::pipeline {

SmallVector<Step> gpipe(int64_t stage, int64_t stages, int64_t microBatches) {
  SmallVector<Step> steps;
  for (bool backward : {false, true})
    for (int64_t i = 0; i < microBatches; ++i)
      steps.push_back({backward, i});
  return steps;
}

SmallVector<Step> oneForwardOneBackward(int64_t stage, int64_t stages, int64_t microBatches) {
  SmallVector<Step> steps;
  int64_t warmup = std::min(stages - stage - 1, microBatches);
  for (int64_t i = 0; i < warmup; ++i)
    steps.push_back({false, i});
  for (int64_t i = 0; i < microBatches; ++i) {
    if (warmup + i < microBatches)
      steps.push_back({false, warmup + i});
    steps.push_back({true, i});
  }
  return steps;
}

Schedule findSchedule(StringRef name) {
  return llvm::StringSwitch<Schedule>(name)
      .Case("gpipe", gpipe)
      .Case("1f1b", oneForwardOneBackward)
      .Default(nullptr);
}

} // namespace heddle::pipeline
