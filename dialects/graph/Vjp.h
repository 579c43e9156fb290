//===- Vjp.h - what the gradients of the op families share ------*- C++ -*-===//

#ifndef HEDDLE_DIALECTS_GRAPH_VJP_H
#define HEDDLE_DIALECTS_GRAPH_VJP_H

#include "dialects/graph/Graph.h"
#include "mlir/IR/Builders.h"

namespace heddle::graph {

/// A binary op whose result has the type of the operand with more axes (lhs on a tie): in a
/// gradient one operand always has all axes.
template <typename Op>
mlir::Value like(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value lhs, mlir::Value rhs) {
  auto lhsType = mlir::cast<mlir::RankedTensorType>(lhs.getType());
  auto rhsType = mlir::cast<mlir::RankedTensorType>(rhs.getType());
  return Op::create(builder, loc, lhsType.getRank() >= rhsType.getRank() ? lhsType : rhsType, lhs,
                    rhs);
}

/// factor * value.
mlir::Value scale(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value, double factor);

/// `value` summed over the axes that `type` lacks, in the order of `type`'s axes.
mlir::Value sumTo(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value, mlir::Type type);

/// Fails if one of the results after the first has a gradient: statistics kept for backward are not
/// differentiable.
llvm::LogicalResult rejectStatisticGrads(mlir::Operation *op, mlir::ValueRange resultGrads);

} // namespace heddle::graph

#endif // HEDDLE_DIALECTS_GRAPH_VJP_H
