//===- Facts.h - attributes that stages leave for one another ---*- C++ -*-===//
//
// A fact is a discardable attribute with a dialect's prefix, such as graph.entry on a function. Its
// dialect verifies its kind, so that who reads it need not.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_DIALECTS_GRAPH_FACTS_H
#define HEDDLE_DIALECTS_GRAPH_FACTS_H

#include "mlir/IR/Operation.h"

namespace heddle::graph {

struct Fact {
  llvm::StringLiteral name;
  bool (*holds)(mlir::Attribute value);
  llvm::StringLiteral expected; // "a string"
};

/// A fact whose value is an `AttrT`.
template <typename AttrT>
constexpr Fact makeFact(llvm::StringLiteral name, llvm::StringLiteral expected) {
  return {name, [](mlir::Attribute value) { return mlir::isa<AttrT>(value); }, expected};
}

/// `attribute` of `op` is one of `facts` and of its kind; else an error at `op`.
llvm::LogicalResult verifyFact(mlir::Operation *op, mlir::NamedAttribute attribute,
                               llvm::ArrayRef<Fact> facts);

} // namespace heddle::graph

#endif // HEDDLE_DIALECTS_GRAPH_FACTS_H
