//===- AxisLoop.cpp - loops over named axes -------------------------------===//

#include "interpreter/AxisLoop.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace heddle::interpreter {

Fibre getFibre(const HostTensor &tensor, StringRef axis) {
  int64_t stride = 1;
  for (int64_t dim = tensor.rank() - 1; dim >= 0; --dim) {
    if (tensor.axes[dim] == axis)
      return {stride, tensor.shape[dim]};
    stride *= tensor.shape[dim];
  }
  return {};
}

AxisLoop::AxisLoop(ArrayRef<const HostTensor *> tensors) : AxisLoop(tensors, {}) {}

AxisLoop::AxisLoop(ArrayRef<const HostTensor *> tensors, ArrayRef<StringRef> inner)
    : numTensors(tensors.size()) {
  auto isNew = [&](StringRef name) {
    return !is_contained(inner, name) &&
           none_of(axes, [&](const Axis &a) { return a.name == name; });
  };
  for (const HostTensor *tensor : tensors)
    for (auto [name, size] : zip_equal(tensor->axes, tensor->shape)) {
      if (!isNew(name))
        continue;
      Axis axis{name, size, {}};
      for (const HostTensor *other : tensors)
        axis.strides.push_back(getFibre(*other, name).stride);
      axes.push_back(std::move(axis));
    }
}

void AxisLoop::run(function_ref<void(ArrayRef<int64_t>)> body) const {
  if (any_of(axes, [](const Axis &axis) { return axis.size == 0; }))
    return;
  SmallVector<int64_t> index(axes.size(), 0), position(numTensors, 0);
  while (true) {
    body(position);
    int64_t level = axes.size() - 1;
    for (; level >= 0; --level) {
      const Axis &axis = axes[level];
      bool wraps = ++index[level] == axis.size;
      for (size_t t = 0; t < numTensors; ++t)
        position[t] += wraps ? -axis.strides[t] * (axis.size - 1) : axis.strides[t];
      if (!wraps)
        break;
      index[level] = 0;
    }
    if (level < 0)
      return;
  }
}

} // namespace heddle::interpreter
