//===- AxisOpTrait.h - the check every graph op shares ----------*- C++ -*-===//

#ifndef HEDDLE_DIALECTS_GRAPH_AXISOPTRAIT_H
#define HEDDLE_DIALECTS_GRAPH_AXISOPTRAIT_H

#include "mlir/IR/OpDefinition.h"

namespace heddle::graph {

/// All types of the op agree on the size of every axis name but those of `getOffsetAxes()` (the
/// table of a gather may have another size along its axis), and the first encoding that is found
/// accepts the op.
llvm::LogicalResult verifyAxisOp(mlir::Operation *op);

template <typename ConcreteType>
class AxisOpTrait : public mlir::OpTrait::TraitBase<ConcreteType, AxisOpTrait> {
public:
  static llvm::LogicalResult verifyTrait(mlir::Operation *op) { return verifyAxisOp(op); }
};

} // namespace heddle::graph

#endif // HEDDLE_DIALECTS_GRAPH_AXISOPTRAIT_H
