//===- GenericBuilder.h - one linalg.generic over columns -------*- C++ -*-===//

#ifndef HEDDLE_PASSES_KERNELS_GENERICBUILDER_H
#define HEDDLE_PASSES_KERNELS_GENERICBUILDER_H

#include "mlir/IR/Builders.h"

namespace heddle::kernels {

/// A memref as a loop over columns sees it: the element at column 0, and a stride per axis of the
/// loop (0 where the value does not vary).
struct Access {
  mlir::Value memref;
  mlir::Value offset;
  mlir::SmallVector<int64_t> strides;
};

/// Collects the operands of a loop over `sizes`, then makes a linalg.generic on views of them.
/// Neighbouring dimensions that every operand walks as one become one.
class GenericBuilder {
public:
  GenericBuilder(mlir::OpBuilder &builder, mlir::Location loc, mlir::ArrayRef<int64_t> sizes)
      : builder(builder), loc(loc), sizes(sizes) {}

  /// Keeps the dimensions as they are, so that the body can use linalg.index.
  void keepDims() { merge = false; }
  /// The position of the operand's block argument among the inputs, or among the outputs.
  unsigned addInput(Access access);
  unsigned addOutput(Access access);

  using BodyFn = llvm::function_ref<mlir::SmallVector<mlir::Value>(
      mlir::OpBuilder &, mlir::ValueRange inputs, mlir::ValueRange outputs)>;
  /// `body` returns the new value of each output.
  void create(BodyFn body);

private:
  /// A dimension of the loop and the inner stride of each operand, inputs first.
  struct Dim {
    int64_t size;
    mlir::SmallVector<int64_t> strides;
  };
  mlir::SmallVector<Dim> chooseDims() const;
  mlir::Value createView(unsigned operand, mlir::ArrayRef<Dim> dims);
  mlir::AffineMap createMap(unsigned operand, mlir::ArrayRef<Dim> dims) const;
  const Access &getOperand(unsigned operand) const {
    return operand < inputs.size() ? inputs[operand] : outputs[operand - inputs.size()];
  }

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::SmallVector<int64_t> sizes;
  mlir::SmallVector<Access> inputs, outputs;
  bool merge = true;
};

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_GENERICBUILDER_H
