//===- InPlace.cpp - results that overwrite operands ----------------------===//

#include "passes/schedule/InPlace.h"

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"

using namespace mlir;

namespace heddle::schedule {

static bool isBucket(Value value) {
  ArrayRef<StringAttr> axes = graph::getAxes(value);
  return axes.size() == 1 && axes.front() == dist::flatAxisName;
}

OpOperand *getInPlaceOperand(OpResult result) {
  Operation *op = result.getOwner();
  if (isa<dist::RegionOp>(op))
    return getInPlaceInput(result);
  if (auto adamw = dyn_cast<graph::AdamWOp>(op)) {
    Value operand = result == adamw.getNewParameter() ? adamw.getParameter()
                    : result == adamw.getNewMoment1() ? adamw.getMoment1()
                                                      : adamw.getMoment2();
    return llvm::find_if(op->getOpOperands(), [&](OpOperand &o) { return o.get() == operand; });
  }
  // Parts of a bucket lie in the bucket already; other values are gathered into a buffer of their
  // own.
  if (isa<dist::AllGatherOp>(op) && !isBucket(result))
    return nullptr;
  if (isa<dist::AllReduceOp, dist::ReduceScatterOp, dist::AllGatherOp>(op))
    return &op->getOpOperand(0);
  return nullptr;
}

OpOperand *getInPlaceInput(OpResult regionResult) {
  auto region = cast<dist::RegionOp>(regionResult.getOwner());
  Block &body = region.getBody().front();
  auto yielded =
      dyn_cast<OpResult>(body.getTerminator()->getOperand(regionResult.getResultNumber()));
  OpOperand *operand = yielded ? getInPlaceOperand(yielded) : nullptr;
  auto argument = operand ? dyn_cast<BlockArgument>(operand->get()) : nullptr;
  if (!argument || argument.getOwner() != &body)
    return nullptr;
  return &region->getOpOperand(argument.getArgNumber());
}

} // namespace heddle::schedule
