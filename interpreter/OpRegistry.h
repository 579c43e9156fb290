//===- OpRegistry.h - the meaning of each op --------------------*- C++ -*-===//
//
// One file per family of ops (Elementwise.cpp, Norms.cpp, ...) adds its functions here. An op is
// added by writing a function in its family's file and naming it in that file's register function.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_INTERPRETER_OPREGISTRY_H
#define HEDDLE_INTERPRETER_OPREGISTRY_H

#include "interpreter/HostTensor.h"

#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringMap.h"

namespace heddle::interpreter {

/// One evaluation of an op: its operands' values, and its results, zeros of their types until
/// written.
struct OpCall {
  mlir::Operation *op;
  llvm::ArrayRef<const HostTensor *> operands;
  llvm::MutableArrayRef<HostTensor> results;

  const HostTensor &operand(unsigned index) const { return *operands[index]; }
  HostTensor &result(unsigned index = 0) const { return results[index]; }
};

/// Writes the results; fails after emitting a located error.
using OpFunction = llvm::LogicalResult (*)(const OpCall &);
using OpRegistry = llvm::StringMap<OpFunction>;

/// All ops the interpreter knows, by name ("graph.einsum").
const OpRegistry &getOpRegistry();

void registerContraction(OpRegistry &registry);
void registerElementwise(OpRegistry &registry);
void registerShapeOps(OpRegistry &registry);
void registerIndexing(OpRegistry &registry);
void registerNorms(OpRegistry &registry);
void registerRope(OpRegistry &registry);
void registerAttention(OpRegistry &registry);
void registerCrossEntropy(OpRegistry &registry);
void registerOptimizer(OpRegistry &registry);
void registerRng(OpRegistry &registry);

} // namespace heddle::interpreter

#endif // HEDDLE_INTERPRETER_OPREGISTRY_H
