//===- GradientChecker.h - vjps against central differences -----*- C++ -*-===//

#ifndef HEDDLE_TEST_INTERPRETER_GRADIENTCHECKER_H
#define HEDDLE_TEST_INTERPRETER_GRADIENTCHECKER_H

#include "dialects/graph/Graph.h"
#include "interpreter/HostTensor.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"

#include <functional>
#include <random>
#include <set>

namespace heddle::interpreter {

/// Builds an expression of the arguments; its value is the op's first result.
using Expression = std::function<mlir::Value(mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;

/// Compares reverse mode, one buildVjp per op, with central differences of a random weighted sum of
/// the result.
class GradientChecker {
public:
  GradientChecker();

  /// "batch=2 embed=3" -> tensor<2x3xf64, #graph.axes<batch, embed>>.
  mlir::RankedTensorType f64(llvm::StringRef axes);
  mlir::RankedTensorType i32(llvm::StringRef axes);

  /// Values of arguments: standard normal plus this, integers in [0, classes).
  double shift = 0;
  int64_t classes = 1;

  /// Checks the gradients with respect to all floating-point arguments; reports failures to
  /// GoogleTest under `what`.
  void check(llvm::StringRef what, llvm::ArrayRef<mlir::RankedTensorType> arguments,
             const Expression &expression);
  /// The same at given arguments ("x0", "x1", ...), without central differences: the gradients by
  /// argument.
  TensorMap gradients(llvm::ArrayRef<mlir::RankedTensorType> arguments,
                      const Expression &expression, TensorMap values);

  HostTensor random(mlir::RankedTensorType type);

  mlir::MLIRContext context;
  std::mt19937_64 generator{1};
  /// Names of all ops whose vjp was built.
  std::set<std::string> differentiated;

private:
  mlir::RankedTensorType type(llvm::StringRef axes, mlir::Type element);
  mlir::OwningOpRef<mlir::ModuleOp> build(llvm::ArrayRef<mlir::RankedTensorType> arguments,
                                          const Expression &expression);
};

} // namespace heddle::interpreter

#endif // HEDDLE_TEST_INTERPRETER_GRADIENTCHECKER_H
