//===- Optimizer.cpp - adamw, clipping, schedules, random numbers -----------===//

#include "dialects/graph/Axes.h"
#include "dialects/graph/Verify.h"

using namespace mlir;

namespace heddle::graph {

LogicalResult AdamWOp::verify() {
  Type parameter = getParameter().getType();
  for (Value value : {Value(getGradient()), Value(getMoment1()), Value(getMoment2()),
                      Value(getNewParameter()), Value(getNewMoment1()), Value(getNewMoment2())})
    if (failed(verifyAxesEqual(*this, "an operand or result", value.getType(), "the parameter",
                               parameter)))
      return failure();
  for (Value scalar : {getLearningRate(), getClip(), getCorrection1(), getCorrection2()})
    if (!getElementTypeOrSelf(scalar).isF64())
      return emitOpError() << "takes its scalars in f64, but one is " << scalar.getType()
                           << "; use graph.cast";
  return success();
}

SmallVector<StringAttr> RngOp::getOffsetAxes() { return llvm::to_vector(getAxes(getResult())); }

LogicalResult RngOp::verify() {
  size_t rank = getType().getRank();
  if (failed(verifyOffsets(*this, getOffsets(), rank)))
    return failure();
  if (auto shape = getGlobalShape(); shape && shape->size() != rank)
    return emitOpError() << "has " << shape->size() << " global extents for " << rank << " axes";
  return success();
}

} // namespace heddle::graph
