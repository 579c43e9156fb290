//===- VectorLoops.h - linalg.generic to loops over vectors -----*- C++ -*-===//

#ifndef HEDDLE_PASSES_KERNELS_VECTORLOOPS_H
#define HEDDLE_PASSES_KERNELS_VECTORLOOPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace heddle::kernels {

/// Emits one linalg.generic on memrefs as loops, the innermost over vectors.
class VectorLoops {
public:
  VectorLoops(mlir::linalg::GenericOp op, mlir::OpBuilder &builder, int64_t lanes);

  void emit();
  /// False if an operand is not contiguous along the innermost dimension, or the body calls libm.
  bool isVectorised() const { return width > 1 || innerSize <= 1; }

private:
  int64_t chooseWidth(int64_t lanes) const;
  void emitDim(unsigned dim);
  void emitInnermost();
  void emitUniform();
  mlir::SmallVector<mlir::Value> emitSteps(int64_t from, int64_t to, int64_t step);
  /// One step at `position`; returns the new partial results of the reductions.
  mlir::SmallVector<mlir::Value> emitStep(mlir::Value position, int64_t step,
                                          mlir::ValueRange partials);
  void cloneVector(mlir::Operation &inner, mlir::IRMapping &values, int64_t step);
  mlir::Value widen(mlir::Value value, int64_t step);
  mlir::Value load(mlir::OpOperand &operand, mlir::Value position, int64_t step);
  void store(mlir::Value value, mlir::OpOperand &operand, mlir::Value position, int64_t step);
  void finishReduction(unsigned reduction, mlir::Value partial);
  mlir::SmallVector<mlir::Value> getIndices(mlir::OpOperand &operand, mlir::Value position);
  bool variesInside(mlir::OpOperand &operand) const;
  bool isReduction(mlir::OpOperand &output) const;
  mlir::Operation *getCombiner(unsigned reduction) const;
  mlir::Type getStepType(mlir::Type element, int64_t step) const;

  mutable mlir::linalg::GenericOp op;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  unsigned numLoops;
  int64_t innerSize = 1, width = 1;
  mlir::SmallVector<mlir::Value> outer;
  /// Values that are the same for a whole innermost loop.
  mlir::IRMapping uniform;
  mlir::SmallVector<mlir::OpOperand *> reductions;
};

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_VECTORLOOPS_H
