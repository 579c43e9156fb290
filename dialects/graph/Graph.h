//===- Graph.h - the graph dialect ------------------------------*- C++ -*-===//
//
// The training graph: whole tensors with named axes. See GraphOps.td for the ops
// and docs/rationale/graph.md for why it is so.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_DIALECTS_GRAPH_GRAPH_H
#define HEDDLE_DIALECTS_GRAPH_GRAPH_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/APFloat.h"

#include "dialects/graph/GraphEnums.h.inc"

namespace heddle::graph {

/// How an op treats a partial sum in one of its operands.
enum class Linearity {
  /// Needs the complete value.
  None,
  /// A sum of operands: all addends must be partial over the same mesh axes, and so is the result.
  Additive,
  /// A product: the result is partial like this operand; no other operand may be partial over the
  /// same mesh axes.
  Multiplicative,
};

/// Default costs of CostedOpInterface.
double elementwiseFlops(mlir::Operation *op);
double trafficBytes(mlir::Operation *op);

/// True for a ranked, static tensor whose encoding names its axes, or of rank 0.
bool isGraphTensor(mlir::Type type);

} // namespace heddle::graph

#include "dialects/graph/GraphAttrInterfaces.h.inc"
#include "dialects/graph/GraphOpInterfaces.h.inc"

#include "dialects/graph/AxisOpTrait.h"
#include "dialects/graph/GraphDialect.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/graph/GraphAttrs.h.inc"
#define GET_OP_CLASSES
#include "dialects/graph/GraphOps.h.inc"

#endif // HEDDLE_DIALECTS_GRAPH_GRAPH_H
