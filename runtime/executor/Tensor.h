//===- Tensor.h - a global array in memory ----------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_EXECUTOR_TENSOR_H
#define HEDDLE_RUNTIME_EXECUTOR_TENSOR_H

#include "runtime/program/Mesh.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle::runtime {

/// A dense row-major array that owns its bytes.
struct Tensor {
  program::DataType type = program::F32;
  std::vector<uint64_t> shape; // empty: a scalar
  std::vector<std::byte> bytes;

  Tensor() = default;
  Tensor(program::DataType type, std::vector<uint64_t> shape)
      : type(type), shape(std::move(shape)), bytes(elements() * program::elementBytes(type)) {}

  uint64_t elements() const {
    uint64_t count = 1;
    for (uint64_t size : shape)
      count *= size;
    return count;
  }
  /// The bytes as elements of T; T must have the size of the element type.
  template <typename T> std::span<T> as() {
    return {reinterpret_cast<T *>(bytes.data()), bytes.size() / sizeof(T)};
  }
  template <typename T> std::span<const T> as() const {
    return {reinterpret_cast<const T *>(bytes.data()), bytes.size() / sizeof(T)};
  }
  /// Element `index` as a double, whatever its type.
  double at(uint64_t index) const;
  /// Stores `value` as element `index`, whatever its type.
  void set(uint64_t index, double value);
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_EXECUTOR_TENSOR_H
