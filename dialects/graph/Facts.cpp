//===- Facts.cpp - attributes that stages leave for one another -----------===//

#include "dialects/graph/Facts.h"

#include "dialects/graph/Graph.h"

#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace heddle::graph {

LogicalResult verifyFact(Operation *op, NamedAttribute attribute, ArrayRef<Fact> facts) {
  const Fact *fact =
      llvm::find_if(facts, [&](const Fact &fact) { return fact.name == attribute.getName(); });
  if (fact == facts.end()) {
    InFlightDiagnostic error = op->emitError() << "unknown attribute " << attribute.getName();
    error << "; known are ";
    llvm::interleaveComma(facts, error, [&](const Fact &known) { error << known.name; });
    return error;
  }
  if (fact->holds(attribute.getValue()))
    return success();
  return op->emitError() << fact->name << " must be " << fact->expected << ", not "
                         << attribute.getValue();
}

/// Stages walk the ops of an entry one after the other.
static LogicalResult verifyEntryBody(Operation *op) {
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (function && llvm::hasSingleElement(function.getFunctionBody()))
    return success();
  return op->emitError("graph.entry belongs to a function with a body of one block");
}

static constexpr Fact operationFacts[] = {
    makeFact<StringAttr>("graph.entry", "a string"),
    makeFact<StringAttr>("graph.model", "a string"),
    makeFact<DictionaryAttr>("graph.train", "a dictionary"),
    makeFact<StringAttr>("graph.block", "a string"),
    makeFact<StringAttr>("graph.phase", "a string"),
    makeFact<StringAttr>("graph.instance", "a string"),
    makeFact<FlatSymbolRefAttr>("graph.forward", "the symbol of a function"),
    makeFact<UnitAttr>("graph.repeated", "a unit attribute"),
};

LogicalResult GraphDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  if (failed(verifyFact(op, attribute, operationFacts)))
    return failure();
  return attribute.getName() == "graph.entry" ? verifyEntryBody(op) : success();
}

LogicalResult GraphDialect::verifyRegionArgAttribute(Operation *op, unsigned, unsigned,
                                                     NamedAttribute attribute) {
  return verifyFact(op, attribute, makeFact<StringAttr>("graph.input", "a string"));
}

LogicalResult GraphDialect::verifyRegionResultAttribute(Operation *op, unsigned, unsigned,
                                                        NamedAttribute attribute) {
  return verifyFact(op, attribute, makeFact<StringAttr>("graph.output", "a string"));
}

} // namespace heddle::graph
