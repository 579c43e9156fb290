//===- Shape.cpp - reduce, broadcast, rename, gather and their like ---------===//

#include "dialects/graph/Axes.h"
#include "dialects/graph/Verify.h"

using namespace mlir;

namespace heddle::graph {

/// Every axis of `part` is one of `whole`.
static LogicalResult verifySubset(Operation *op, StringRef what, Type part, StringRef ofWhat,
                                  Type whole) {
  if (failed(verifyOneElementType(op, {part, whole})))
    return failure();
  for (StringAttr axis : getAxes(part))
    if (!findAxis(whole, axis))
      return op->emitOpError() << what << " " << describeAxes(part) << " has the axis " << axis
                               << ", which " << ofWhat << " " << describeAxes(whole) << " lacks";
  return success();
}

//===----------------------------------------------------------------------===//
// reduce, broadcast, rename
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::verify() {
  return verifySubset(*this, "the result", getType(), "the operand", getInput().getType());
}

Linearity ReduceOp::getLinearity(unsigned) {
  return getKind() == ReductionKind::Sum ? Linearity::Multiplicative : Linearity::None;
}

ReductionKind ReduceOp::getReductionKind() { return getKind(); }

LogicalResult BroadcastOp::verify() {
  return verifySubset(*this, "the operand", getInput().getType(), "the result", getType());
}

Linearity BroadcastOp::getLinearity(unsigned) { return Linearity::Multiplicative; }

LogicalResult RenameOp::verify() {
  if (failed(verifyOneElementType(*this, {getInput().getType(), getType()})))
    return failure();
  if (getInput().getType().getShape() == getType().getShape())
    return success();
  return emitOpError() << "only changes names: the operand " << describeAxes(getInput().getType())
                       << " and the result " << describeAxes(getType())
                       << " must have the same shape";
}

SmallVector<StringAttr> RenameOp::getUnsplittableAxes() {
  // Also asked of ops that are not verified yet, whose ranks may differ.
  SmallVector<StringAttr> renamed;
  for (auto [from, to] : llvm::zip(getAxes(getInput()), getAxes(getResult())))
    if (from != to)
      renamed.append({from, to});
  return renamed;
}

Linearity RenameOp::getLinearity(unsigned) { return Linearity::Multiplicative; }

//===----------------------------------------------------------------------===//
// gather, scatter_add, pick
//===----------------------------------------------------------------------===//

static Linearity linearInFirst(unsigned index) {
  return index == 0 ? Linearity::Multiplicative : Linearity::None;
}

/// `rows` (the gathered or added rows) has the axes of `indices`, then those of `table` without
/// `axis`.
static LogicalResult verifyRows(Operation *op, StringRef axis, Type table, StringRef tableName,
                                Type indices, Type rows, StringRef rowsName) {
  if (failed(verifyOneElementType(op, {table, rows})) ||
      failed(verifyIntegers(op, "the indices", indices)) ||
      failed(verifyHasAxis(op, tableName, table, axis)))
    return failure();
  SmallVector<StringAttr> names(getAxes(indices));
  SmallVector<int64_t> sizes(cast<RankedTensorType>(indices).getShape());
  for (auto [name, size] :
       llvm::zip_equal(getAxes(table), cast<RankedTensorType>(table).getShape())) {
    if (name.getValue() == axis)
      continue;
    names.push_back(name);
    sizes.push_back(size);
  }
  if (getAxes(rows) == ArrayRef(names) &&
      cast<RankedTensorType>(rows).getShape() == ArrayRef(sizes))
    return success();
  return op->emitOpError() << rowsName << " " << describeAxes(rows)
                           << " must have the axes of the indices " << describeAxes(indices)
                           << ", then those of " << tableName << " " << describeAxes(table)
                           << " without '" << axis << "'";
}

LogicalResult GatherOp::verify() {
  if (failed(verifyOffsets(*this, getOffsets())))
    return failure();
  return verifyRows(*this, getAxis(), getTable().getType(), "the table", getIndices().getType(),
                    getType(), "the result");
}

LogicalResult ScatterAddOp::verify() {
  if (failed(verifyOffsets(*this, getOffsets())))
    return failure();
  return verifyRows(*this, getAxis(), getType(), "the result", getIndices().getType(),
                    getUpdates().getType(), "updates");
}

LogicalResult PickOp::verify() {
  Type input = getInput().getType(), result = getType();
  if (failed(verifyOneElementType(*this, {input, result})) ||
      failed(verifyOffsets(*this, getOffsets())) ||
      failed(verifyIntegers(*this, "the indices", getIndices().getType())) ||
      failed(verifyHasAxis(*this, "the input", input, getAxis())) ||
      failed(verifyAxesEqual(*this, "the result", result, "the indices", getIndices().getType())))
    return failure();
  return verifyAxesEqual(*this, "the result", result, "the input without its axis",
                         dropAxis(getInput().getType(), getAxis()));
}

Linearity GatherOp::getLinearity(unsigned index) { return linearInFirst(index); }
Linearity ScatterAddOp::getLinearity(unsigned index) { return linearInFirst(index); }
Linearity PickOp::getLinearity(unsigned index) { return linearInFirst(index); }

SmallVector<StringAttr> GatherOp::getOffsetAxes() { return {getAxisAttr()}; }
SmallVector<StringAttr> ScatterAddOp::getOffsetAxes() { return {getAxisAttr()}; }
SmallVector<StringAttr> PickOp::getOffsetAxes() { return {getAxisAttr()}; }

} // namespace heddle::graph
