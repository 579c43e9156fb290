//===- Axes.h - reading and making tensors with named axes ------*- C++ -*-===//

#ifndef HEDDLE_DIALECTS_GRAPH_AXES_H
#define HEDDLE_DIALECTS_GRAPH_AXES_H

#include "dialects/graph/Graph.h"

namespace heddle::graph {

/// The axis names of `type`, in order; empty for rank 0.
llvm::ArrayRef<mlir::StringAttr> getAxes(mlir::Type type);
inline llvm::ArrayRef<mlir::StringAttr> getAxes(mlir::Value value) {
  return getAxes(value.getType());
}

/// The dimension of `type` called `axis`, if there is one.
std::optional<unsigned> findAxis(mlir::Type type, mlir::StringAttr axis);
std::optional<unsigned> findAxis(mlir::Type type, llvm::StringRef axis);

/// The size of `axis` in `type`; the axis must exist.
int64_t getAxisSize(mlir::Type type, llvm::StringRef axis);

/// tensor<sizes x element, #graph.axes<names>>.
mlir::RankedTensorType getTensorType(mlir::Type element, llvm::ArrayRef<mlir::StringAttr> names,
                                     llvm::ArrayRef<int64_t> sizes);

/// `type` without `axis` (the type of a per-position statistic).
mlir::RankedTensorType dropAxis(mlir::RankedTensorType type, llvm::StringRef axis);

/// tensor<element, #graph.axes<>>.
mlir::RankedTensorType getScalarType(mlir::Type element);

} // namespace heddle::graph

#endif // HEDDLE_DIALECTS_GRAPH_AXES_H
