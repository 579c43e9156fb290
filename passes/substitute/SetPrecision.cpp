//===- SetPrecision.cpp - f32 tensors as f64 ------------------------------===//

#include "passes/substitute/Passes.h"

#include "mlir/IR/AttrTypeSubElements.h"

#define DEBUG_TYPE "heddle-set-precision"

using namespace mlir;

namespace heddle::substitute {

#define GEN_PASS_DEF_SETPRECISIONPASS
#include "passes/substitute/Passes.h.inc"

namespace {

struct SetPrecisionPass : impl::SetPrecisionPassBase<SetPrecisionPass> {
  using SetPrecisionPassBase::SetPrecisionPassBase;

  void runOnOperation() override {
    if (type == "f32")
      return;
    if (type != "f64") {
      getOperation().emitError("there is no precision '")
          << type.getValue() << "' to set; f32 and f64 are supported";
      return signalPassFailure();
    }
    Type f64 = Float64Type::get(&getContext());
    AttrTypeReplacer replacer;
    replacer.addReplacement([&](RankedTensorType tensor) -> std::optional<Type> {
      if (!tensor.getElementType().isF32())
        return std::nullopt;
      return tensor.clone(f64);
    });
    replacer.recursivelyReplaceElementsIn(getOperation(), /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false, /*replaceTypes=*/true);
  }
};

} // namespace
} // namespace heddle::substitute
