//===- Pipeline.cpp - the passes of substitution, in order ----------------===//

#include "passes/substitute/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace heddle::substitute {

void addSubstituteStage(OpPassManager &pm, const AxisSizes &sizes, StringRef precision) {
  ResizeAxesPassOptions resize;
  for (auto [axis, size] : sizes)
    resize.axes.push_back(axis.str() + ":" + std::to_string(size));
  pm.addPass(createResizeAxesPass(resize));
  pm.addPass(createSetPrecisionPass(SetPrecisionPassOptions{precision.str()}));
  pm.addPass(createVerifySubstitutePass());
}

} // namespace heddle::substitute
