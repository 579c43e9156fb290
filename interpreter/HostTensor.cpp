//===- HostTensor.cpp - a whole tensor in memory --------------------------===//

#include "interpreter/HostTensor.h"

#include "dialects/graph/Axes.h"

using namespace mlir;

namespace heddle::interpreter {

static std::vector<std::string> axisNames(RankedTensorType type) {
  std::vector<std::string> names;
  for (StringAttr name : graph::getAxes(type))
    names.push_back(name.str());
  return names;
}

HostTensor HostTensor::zeros(RankedTensorType type) {
  HostTensor tensor;
  tensor.axes = axisNames(type);
  tensor.shape = type.getShape().vec();
  tensor.isInteger = type.getElementType().isIntOrIndex();
  if (tensor.isInteger)
    tensor.integers.assign(type.getNumElements(), 0);
  else
    tensor.values.assign(type.getNumElements(), 0.0);
  return tensor;
}

HostTensor HostTensor::scalar(double value) {
  HostTensor tensor;
  tensor.values = {value};
  return tensor;
}

HostTensor HostTensor::scalar(int64_t value) {
  HostTensor tensor;
  tensor.isInteger = true;
  tensor.integers = {value};
  return tensor;
}

bool HostTensor::hasType(RankedTensorType type) const {
  return axes == axisNames(type) && llvm::equal(shape, type.getShape()) &&
         isInteger == type.getElementType().isIntOrIndex() && size() == type.getNumElements();
}

std::string HostTensor::describe() const {
  std::string text = isInteger ? "integer [" : "float [";
  for (auto [index, size] : llvm::enumerate(shape)) {
    std::string name = index < axes.size() ? axes[index] : "?";
    text += (index ? ", " : "") + name + " = " + std::to_string(size);
  }
  return text + "]";
}

} // namespace heddle::interpreter
