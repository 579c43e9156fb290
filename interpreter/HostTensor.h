//===- HostTensor.h - a whole tensor in memory ------------------*- C++ -*-===//

#ifndef HEDDLE_INTERPRETER_HOSTTENSOR_H
#define HEDDLE_INTERPRETER_HOSTTENSOR_H

#include "mlir/IR/BuiltinTypes.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace heddle::interpreter {

/// A dense row-major tensor with named axes. Floating-point tensors of any width hold doubles in
/// `values`, i32 and i64 tensors hold their elements in `integers`; the other vector is empty.
struct HostTensor {
  std::vector<std::string> axes;
  std::vector<int64_t> shape;
  bool isInteger = false;
  std::vector<double> values;
  std::vector<int64_t> integers;

  /// A tensor of zeros of `type`, a static ranked tensor whose encoding names its axes.
  static HostTensor zeros(mlir::RankedTensorType type);
  /// A tensor of rank 0.
  static HostTensor scalar(double value);
  static HostTensor scalar(int64_t value);

  int64_t size() const { return isInteger ? integers.size() : values.size(); }
  int64_t rank() const { return shape.size(); }

  /// The element at a row-major index; integers convert.
  double get(int64_t index) const { return isInteger ? integers[index] : values[index]; }
  /// The same as an integer; no conversion through double, which has 53 bits only.
  int64_t getInteger(int64_t index) const {
    return isInteger ? integers[index] : static_cast<int64_t>(values[index]);
  }
  void set(int64_t index, double value) {
    if (isInteger)
      integers[index] = static_cast<int64_t>(value);
    else
      values[index] = value;
  }

  /// True if axes, shape and kind of element are those of `type`.
  bool hasType(mlir::RankedTensorType type) const;
  /// "f[batch = 2, seq = 8]", for messages.
  std::string describe() const;
};

/// Tensors by name: inputs, outputs, variables.
using TensorMap = std::map<std::string, HostTensor>;

} // namespace heddle::interpreter

#endif // HEDDLE_INTERPRETER_HOSTTENSOR_H
