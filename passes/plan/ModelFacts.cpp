//===- ModelFacts.cpp - what a plan must fit ------------------------------===//

#include "passes/plan/ModelFacts.h"

#include "dialects/graph/Axes.h"
#include "passes/analysis/Entries.h"

using namespace mlir;

namespace heddle::plan {

static void addAxes(Operation *op, Type type, llvm::MapVector<StringRef, AxisFacts> &axes) {
  if (!graph::isGraphTensor(type))
    return;
  for (auto [name, size] : llvm::zip(graph::getAxes(type), cast<RankedTensorType>(type).getShape()))
    axes.insert({name.getValue(), AxisFacts{size, op}});
}

ModelFacts::ModelFacts(ModuleOp module) {
  module.walk([&](Operation *op) {
    // What couples heads tells more than the products before it.
    if (isa<graph::AttentionOp>(op))
      for (Type type : op->getOperandTypes())
        addAxes(op, type, axes);
  });
  DenseSet<Type> seen;
  module.walk([&](Operation *op) {
    if (isa<func::CallOp, func::ReturnOp>(op))
      return;
    for (Type type : llvm::concat<Type>(op->getOperandTypes(), op->getResultTypes()))
      if (seen.insert(type).second)
        addAxes(op, type, axes);
  });
  func::FuncOp entry = findEntry(module, "train");
  if (!entry)
    entry = findEntry(module, "eval");
  if (!entry)
    return;
  for (auto call : entry.getOps<func::CallOp>())
    layers += getPhase(call) == "forward" && isRepeated(getInstance(call));
}

} // namespace heddle::plan
