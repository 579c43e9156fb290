//===- LayerPairs.cpp - forward and backward calls of one layer -----------===//

#include "passes/recompute/LayerPairs.h"

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"

using namespace mlir;

namespace heddle::recompute {

SmallVector<LayerPair> findLayerPairs(ModuleOp module) {
  SmallVector<LayerPair> pairs;
  func::FuncOp train = findEntry(module, "train");
  if (!train)
    return pairs;
  llvm::StringMap<func::CallOp> forwards;
  for (auto call : train.getOps<func::CallOp>()) {
    StringRef instance = getInstance(call);
    if (!isRepeated(instance))
      continue;
    if (getPhase(call) == "forward")
      forwards[instance] = call;
    else if (getPhase(call) == "backward" && forwards.contains(instance))
      pairs.push_back({forwards[instance], call});
  }
  return pairs;
}

bool recomputesLayers(ModuleOp module) {
  auto mode = module->getAttrOfType<StringAttr>(dist::recomputeAttrName);
  return mode && mode.getValue() == "layer";
}

} // namespace heddle::recompute
