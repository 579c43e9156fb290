//===- InterpreterFixture.h - runs entries written as text ------*- C++ -*-===//

#ifndef HEDDLE_TEST_INTERPRETER_INTERPRETERFIXTURE_H
#define HEDDLE_TEST_INTERPRETER_INTERPRETERFIXTURE_H

#include "interpreter/Interpreter.h"

#include "dialects/graph/Graph.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

namespace heddle::interpreter {

class InterpreterFixture : public testing::Test {
protected:
  InterpreterFixture()
      : handler(&context, [this](mlir::Diagnostic &d) { errors += d.str() + "\n"; }) {
    context.loadDialect<heddle::graph::GraphDialect, mlir::func::FuncDialect,
                        mlir::arith::ArithDialect>();
  }

  mlir::FailureOr<RunResult> run(llvm::StringRef text, llvm::StringRef entry,
                                 const TensorMap &inputs) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    if (!module)
      return mlir::failure();
    Interpreter interpreter(*module);
    interpreter.recordGradients = true;
    return interpreter.run(entry, inputs, state);
  }

  static HostTensor vector(std::vector<double> values) {
    HostTensor tensor;
    tensor.axes = {"a"};
    tensor.shape = {int64_t(values.size())};
    tensor.values = std::move(values);
    return tensor;
  }

  mlir::MLIRContext context;
  std::string errors;
  mlir::ScopedDiagnosticHandler handler;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  State state;
};

} // namespace heddle::interpreter

#endif // HEDDLE_TEST_INTERPRETER_INTERPRETERFIXTURE_H
