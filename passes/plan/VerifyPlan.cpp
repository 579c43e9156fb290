//===- VerifyPlan.cpp - the post-condition of the plan stage --------------===//

#include "dialects/dist/Layouts.h"
#include "passes/plan/Passes.h"

#define DEBUG_TYPE "heddle-verify-plan"

using namespace mlir;

namespace heddle::plan {

#define GEN_PASS_DEF_VERIFYPLANPASS
#include "passes/plan/Passes.h.inc"

namespace {

template <typename AttrT> LogicalResult expect(ModuleOp module, StringRef name) {
  if (module->getAttrOfType<AttrT>(name))
    return success();
  return module.emitError() << "the decision " << name << " is missing; run heddle-apply-plan";
}

LogicalResult verifyCuts(ModuleOp module) {
  auto cuts = module->getAttrOfType<DenseI64ArrayAttr>(dist::cutsAttrName);
  if (!cuts || cuts.size() == dist::getMesh(module).getPp())
    return success();
  return module.emitError() << "dist.cuts has " << cuts.size()
                            << " stages, the mesh has pp = " << dist::getMesh(module).getPp();
}

struct VerifyPlanPass : impl::VerifyPlanPassBase<VerifyPlanPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (failed(expect<dist::MeshAttr>(module, dist::meshAttrName)) ||
        failed(expect<DictionaryAttr>(module, dist::rulesAttrName)) ||
        failed(expect<IntegerAttr>(module, dist::zeroAttrName)) ||
        failed(expect<StringAttr>(module, dist::scheduleAttrName)) ||
        failed(expect<StringAttr>(module, dist::recomputeAttrName)) ||
        failed(expect<StringAttr>(module, dist::planAttrName)) || failed(verifyCuts(module)))
      signalPassFailure();
  }
};

} // namespace
} // namespace heddle::plan
