//===- Verify.cpp - checks that several op families share -------------------===//

#include "dialects/graph/Verify.h"

#include "dialects/graph/Axes.h"

using namespace mlir;

namespace heddle::graph {

std::string describeAxes(Type type) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << "[";
  llvm::interleaveComma(
      llvm::zip_equal(getAxes(type), cast<RankedTensorType>(type).getShape()), stream,
      [&](auto axis) { stream << std::get<0>(axis).getValue() << " = " << std::get<1>(axis); });
  stream << "]";
  return text;
}

LogicalResult verifyAxesEqual(Operation *op, StringRef what, Type actual, StringRef likeWhat,
                              Type expected) {
  if (getAxes(actual) == getAxes(expected) &&
      cast<RankedTensorType>(actual).getShape() == cast<RankedTensorType>(expected).getShape())
    return success();
  return op->emitOpError() << what << " has the axes " << describeAxes(actual)
                           << ", but must have those of " << likeWhat << ", "
                           << describeAxes(expected);
}

LogicalResult verifyOneElementType(Operation *op, TypeRange types) {
  Type first;
  for (Type type : types) {
    Type element = getElementTypeOrSelf(type);
    if (!first)
      first = element;
    if (element != first)
      return op->emitOpError() << "mixes the element types " << first << " and " << element
                               << "; make them equal with graph.cast";
  }
  return success();
}

LogicalResult verifyHasAxis(Operation *op, StringRef what, Type type, StringRef axis) {
  if (findAxis(type, axis))
    return success();
  return op->emitOpError() << what << " has no axis '" << axis << "'; its axes are "
                           << describeAxes(type);
}

LogicalResult verifyIntegers(Operation *op, StringRef what, Type type) {
  if (getElementTypeOrSelf(type).isInteger())
    return success();
  return op->emitOpError() << what << " must hold integers, but holds "
                           << getElementTypeOrSelf(type);
}

LogicalResult verifyOffsets(Operation *op, ValueRange offsets, size_t count) {
  if (offsets.empty() || offsets.size() == count)
    return success();
  return op->emitOpError() << "has " << offsets.size()
                           << " offsets; it takes none (the axis is whole) or " << count;
}

//===----------------------------------------------------------------------===//
// The trait of all computing ops
//===----------------------------------------------------------------------===//

namespace {
struct AxisUse {
  int64_t size;
  std::string where;
};
} // namespace

static LogicalResult checkSizes(Operation *op, Type type, const Twine &where,
                                ArrayRef<StringAttr> exempt,
                                llvm::SmallDenseMap<StringAttr, AxisUse> &uses) {
  if (!isGraphTensor(type))
    return success();
  for (auto [name, size] :
       llvm::zip_equal(getAxes(type), cast<RankedTensorType>(type).getShape())) {
    if (llvm::is_contained(exempt, name))
      continue;
    auto [use, fresh] = uses.try_emplace(name, AxisUse{size, where.str()});
    if (!fresh && use->second.size != size)
      return op->emitOpError() << "axis " << name << " has size " << use->second.size << " in "
                               << use->second.where << ", but " << size << " in " << where
                               << "; axes of one name must have one size, else rename one of them";
  }
  return success();
}

LogicalResult verifyAxisOp(Operation *op) {
  SmallVector<StringAttr> exempt;
  if (auto shardable = dyn_cast<ShardableOpInterface>(op))
    exempt = shardable.getOffsetAxes();
  llvm::SmallDenseMap<StringAttr, AxisUse> uses;
  for (OpOperand &operand : op->getOpOperands())
    if (failed(checkSizes(op, operand.get().getType(),
                          "operand " + Twine(operand.getOperandNumber()), exempt, uses)))
      return failure();
  for (OpResult result : op->getResults())
    if (failed(checkSizes(op, result.getType(), "result " + Twine(result.getResultNumber()), exempt,
                          uses)))
      return failure();

  for (Type type : llvm::concat<Type>(op->getOperandTypes(), op->getResultTypes()))
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      if (auto encoding = dyn_cast_or_null<AxisEncodingAttrInterface>(tensor.getEncoding()))
        return encoding.verifyOp(op);
  return success();
}

} // namespace heddle::graph
