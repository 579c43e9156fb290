//===- State.cpp - reads and writes of variables ----------------------------===//

#include "dialects/graph/Axes.h"
#include "dialects/graph/Graph.h"

using namespace mlir;

namespace heddle::graph {

/// The symbol exists, is a variable (of this dialect or one that is built on it), and holds `type`.
static LogicalResult verifyVariableUse(Operation *op, FlatSymbolRefAttr name, Type type,
                                       SymbolTableCollection &symbols) {
  Operation *variable = symbols.lookupNearestSymbolFrom(op, name);
  auto declared = variable ? variable->getAttrOfType<TypeAttr>("type") : TypeAttr();
  if (!declared)
    return op->emitOpError()
           << "uses " << name
           << ", which is not a declared variable; declare it with graph.variable";
  if (declared.getValue() != type) {
    InFlightDiagnostic diagnostic = op->emitOpError()
                                    << "uses " << name << " as " << type
                                    << ", but it is declared as " << declared.getValue();
    diagnostic.attachNote(variable->getLoc()) << "declared here";
    return diagnostic;
  }
  return success();
}

/// Blocks compute from their arguments alone, so that equal layers share one.
static LogicalResult verifyInEntry(Operation *op) {
  Operation *parent = op->getParentOp();
  if (parent && parent->hasAttr("graph.entry"))
    return success();
  return op->emitOpError("belongs in an entry (a function with graph.entry); a block takes what it "
                         "reads as an argument and returns what is written");
}

LogicalResult ReadOp::verify() { return verifyInEntry(*this); }
LogicalResult WriteOp::verify() { return verifyInEntry(*this); }
LogicalResult GradientOp::verify() { return verifyInEntry(*this); }

LogicalResult ReadOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyVariableUse(*this, getVariableAttr(), getType(), symbols);
}

LogicalResult WriteOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyVariableUse(*this, getVariableAttr(), getValue().getType(), symbols);
}

LogicalResult GradientOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyVariableUse(*this, getVariableAttr(), getValue().getType(), symbols);
}

} // namespace heddle::graph
