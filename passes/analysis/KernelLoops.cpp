//===- KernelLoops.cpp - the loops of an op inside a kernel ---------------===//

#include "passes/analysis/KernelLoops.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace heddle {

bool runsInKernel(Operation *op) {
  return isa<graph::CostedOpInterface>(op) &&
         !isa<graph::EinsumOp, graph::AttentionOp, graph::AttentionGradOp, graph::CrossEntropyOp,
              graph::RenameOp>(op);
}

SmallVector<StringAttr> getNeededRows(Operation *op) {
  return llvm::TypeSwitch<Operation *, SmallVector<StringAttr>>(op)
      .Case<graph::GatherOp, graph::PickOp, graph::ScatterAddOp>(
          [](auto indexed) { return llvm::to_vector(graph::getAxes(indexed.getIndices())); })
      .Case([](graph::RopeOp rope) { return SmallVector<StringAttr>{rope.getSeqAxisAttr()}; })
      .Default([](Operation *) { return SmallVector<StringAttr>(); });
}

SmallVector<StringAttr> getCoupledAxes(Operation *op) {
  return llvm::TypeSwitch<Operation *, SmallVector<StringAttr>>(op)
      .Case<graph::LayerNormOp, graph::LayerNormGradOp, graph::RmsNormOp, graph::RmsNormGradOp,
            graph::RopeOp, graph::GatherOp, graph::PickOp, graph::ScatterAddOp>(
          [](auto indexed) { return SmallVector<StringAttr>{indexed.getAxisAttr()}; })
      .Default([](Operation *) { return SmallVector<StringAttr>(); });
}

SmallVector<StringAttr> getReducedAxes(Operation *op, Value result) {
  if (!isa<graph::ReduceOp, graph::SumSquaresOp, graph::ScatterAddOp, graph::LayerNormGradOp,
           graph::RmsNormGradOp>(op))
    return {};
  SmallVector<StringAttr> reduced;
  for (Value operand : op->getOperands())
    for (StringAttr axis : graph::getAxes(operand))
      if (!graph::findAxis(result.getType(), axis) && !llvm::is_contained(reduced, axis))
        reduced.push_back(axis);
  return reduced;
}

} // namespace heddle
