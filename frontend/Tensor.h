//===- Tensor.h - values of a spec while it is elaborated -------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_TENSOR_H
#define HEDDLE_FRONTEND_TENSOR_H

#include "frontend/Number.h"
#include "frontend/Section.h"

#include <variant>

namespace heddle::frontend {

/// A tensor: a value of the section that is being made, or a source outside of it.
struct Tensor {
  mlir::RankedTensorType type;
  mlir::Value value = {};
  Source *source = nullptr;
  /// For indices: the axis that they index. Empty for numbers.
  llvm::StringRef indexes = {};
  /// The input `documents`, which only attention takes.
  bool isDocuments = false;

  bool isIndices() const { return !indexes.empty(); }
};

/// What was wrong has been reported; uses of it stay quiet.
struct Unknown {};

using Operand = std::variant<Unknown, Number, Tensor>;

inline bool isUnknown(const Operand &operand) { return std::holds_alternative<Unknown>(operand); }
inline const Number *getNumber(const Operand &operand) { return std::get_if<Number>(&operand); }
inline const Tensor *getTensor(const Operand &operand) { return std::get_if<Tensor>(&operand); }

/// "[batch = 8, seq = 64]".
std::string describe(mlir::Type type);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_TENSOR_H
