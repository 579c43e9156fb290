//===- Axes.cpp - reading and making tensors with named axes ----------------===//

#include "dialects/graph/Axes.h"

using namespace mlir;

namespace heddle::graph {

ArrayRef<StringAttr> getAxes(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return {};
  auto encoding = dyn_cast_or_null<AxisEncodingAttrInterface>(tensor.getEncoding());
  return encoding ? encoding.getAxisNames() : ArrayRef<StringAttr>();
}

std::optional<unsigned> findAxis(Type type, StringRef axis) {
  for (auto [dimension, name] : llvm::enumerate(getAxes(type)))
    if (name.getValue() == axis)
      return dimension;
  return std::nullopt;
}

std::optional<unsigned> findAxis(Type type, StringAttr axis) {
  return findAxis(type, axis.getValue());
}

int64_t getAxisSize(Type type, StringRef axis) {
  std::optional<unsigned> dimension = findAxis(type, axis);
  assert(dimension && "the tensor lacks the axis");
  return cast<RankedTensorType>(type).getDimSize(*dimension);
}

RankedTensorType getTensorType(Type element, ArrayRef<StringAttr> names, ArrayRef<int64_t> sizes) {
  return RankedTensorType::get(sizes, element, AxesAttr::get(element.getContext(), names));
}

RankedTensorType dropAxis(RankedTensorType type, StringRef axis) {
  SmallVector<StringAttr> names;
  SmallVector<int64_t> sizes;
  for (auto [name, size] : llvm::zip_equal(getAxes(type), type.getShape())) {
    if (name.getValue() == axis)
      continue;
    names.push_back(name);
    sizes.push_back(size);
  }
  return getTensorType(type.getElementType(), names, sizes);
}

RankedTensorType getScalarType(Type element) { return getTensorType(element, {}, {}); }

bool isGraphTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return false;
  if (!tensor.getEncoding())
    return tensor.getRank() == 0;
  auto encoding = dyn_cast<AxisEncodingAttrInterface>(tensor.getEncoding());
  return encoding && encoding.getAxisNames().size() == size_t(tensor.getRank());
}

//===----------------------------------------------------------------------===//
// Costs that hold for every op
//===----------------------------------------------------------------------===//

static double countElements(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? double(tensor.getNumElements()) : 1.0;
}

double elementwiseFlops(Operation *op) {
  double largest = 0.0;
  for (Type type : llvm::concat<Type>(op->getOperandTypes(), op->getResultTypes()))
    largest = std::max(largest, countElements(type));
  return largest;
}

double trafficBytes(Operation *op) {
  double bytes = 0.0;
  for (Type type : llvm::concat<Type>(op->getOperandTypes(), op->getResultTypes()))
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      bytes += countElements(tensor) * llvm::divideCeil(tensor.getElementTypeBitWidth(), 8);
  return bytes;
}

} // namespace heddle::graph
