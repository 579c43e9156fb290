//===- Verify.h - checks that several op families share ---------*- C++ -*-===//

#ifndef HEDDLE_DIALECTS_GRAPH_VERIFY_H
#define HEDDLE_DIALECTS_GRAPH_VERIFY_H

#include "dialects/graph/Graph.h"

namespace heddle::graph {

/// "[batch = 8, seq = 64]", for messages.
std::string describeAxes(mlir::Type type);

/// `what` (its type is `actual`) has exactly the axes of `expected`, in the same order and of the
/// same sizes. Element types are not compared.
llvm::LogicalResult verifyAxesEqual(mlir::Operation *op, llvm::StringRef what, mlir::Type actual,
                                    llvm::StringRef likeWhat, mlir::Type expected);

/// All tensors of `types` have one element type.
llvm::LogicalResult verifyOneElementType(mlir::Operation *op, mlir::TypeRange types);

/// `value` has an axis called `axis`.
llvm::LogicalResult verifyHasAxis(mlir::Operation *op, llvm::StringRef what, mlir::Type type,
                                  llvm::StringRef axis);

/// `what` has integer elements.
llvm::LogicalResult verifyIntegers(mlir::Operation *op, llvm::StringRef what, mlir::Type type);

/// There are no offsets (the axis is whole) or `count` of them.
llvm::LogicalResult verifyOffsets(mlir::Operation *op, mlir::ValueRange offsets, size_t count = 1);

} // namespace heddle::graph

#endif // HEDDLE_DIALECTS_GRAPH_VERIFY_H
