//===- ElementBody.h - what an op computes for one element ------*- C++ -*-===//

#ifndef HEDDLE_PASSES_KERNELS_ELEMENTBODY_H
#define HEDDLE_PASSES_KERNELS_ELEMENTBODY_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace heddle::kernels {

/// The index of the current element along an axis of the local tensor, of type `index`.
using PositionFn = llvm::function_ref<mlir::Value(mlir::StringAttr)>;

/// True for an op whose results at a position depend on its operands at that position alone.
bool isElementwise(mlir::Operation *op);

/// Emits `op` (elementwise) for one element. `operands` has a scalar per tensor operand and the
/// values themselves for index and integer operands. Returns one scalar per result.
mlir::SmallVector<mlir::Value> emitElement(mlir::OpBuilder &builder, mlir::Operation *op,
                                           mlir::ValueRange operands, PositionFn position);

/// Short names for scalar arithmetic in one element type.
class ScalarMath {
public:
  ScalarMath(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type)
      : builder(builder), loc(loc), type(type) {}

  mlir::Value constant(double value);
  mlir::Value add(mlir::Value lhs, mlir::Value rhs);
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs);
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs);
  mlir::Value div(mlir::Value lhs, mlir::Value rhs);
  mlir::Value max(mlir::Value lhs, mlir::Value rhs);
  mlir::Value min(mlir::Value lhs, mlir::Value rhs);
  mlir::Value neg(mlir::Value value) { return sub(constant(0), value); }
  mlir::Value exp(mlir::Value value);
  mlir::Value log(mlir::Value value);
  mlir::Value tanh(mlir::Value value);
  mlir::Value sin(mlir::Value value);
  mlir::Value cos(mlir::Value value);
  mlir::Value sqrt(mlir::Value value);
  mlir::Value round(mlir::Value value);
  /// 1 / (1 + exp(-x)).
  mlir::Value sigmoid(mlir::Value value);
  /// `value` converted to this element type.
  mlir::Value cast(mlir::Value value);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::Type type;
};

/// graph.rng at row-major index `index` (i64): Philox4x32-10 and Box-Muller, in f64.
mlir::Value emitRandom(ScalarMath &math, mlir::Value seed, mlir::Value key, mlir::Value index,
                       mlir::Attribute init);

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_ELEMENTBODY_H
