//===- Interpreter.h - what a graph means -----------------------*- C++ -*-===//
//
// The reference for everything the compiler makes: graph IR on whole tensors, in double precision
// whatever the element type, by loops that are meant to be obviously right. Slow; for tests and for
// `heddle verify`.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_INTERPRETER_INTERPRETER_H
#define HEDDLE_INTERPRETER_INTERPRETER_H

#include "interpreter/HostTensor.h"

#include "mlir/IR/BuiltinOps.h"

namespace heddle::interpreter {

/// The values of variables by name. Entries read and write it.
using State = TensorMap;

/// What an entry gave.
struct RunResult {
  /// By `graph.output`.
  TensorMap outputs;
  /// By parameter name: the values of graph.gradient, or the gradients that graph.adamw got (before
  /// clipping). Filled only if recordGradients is set.
  TensorMap gradients;
};

class Interpreter {
public:
  explicit Interpreter(mlir::ModuleOp module) : module(module) {}

  bool recordGradients = false;

  /// Runs the entry called `entry` (`graph.entry`) on `inputs` by `graph.input`. Reads see `state`
  /// as it was before, writes replace it at the end; it is unchanged if the run fails. Fails after
  /// emitting an error at the entry or op: an unknown entry, a missing input or variable, a tensor
  /// of another type, an op without a meaning here.
  mlir::FailureOr<RunResult> run(llvm::StringRef entry, const TensorMap &inputs,
                                 State &state) const;

private:
  mlir::ModuleOp module;
};

} // namespace heddle::interpreter

#endif // HEDDLE_INTERPRETER_INTERPRETER_H
