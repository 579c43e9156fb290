//===- LocalTypes.h - what one device holds ---------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_SCHEDULE_LOCALTYPES_H
#define HEDDLE_PASSES_SCHEDULE_LOCALTYPES_H

#include "dialects/exec/Exec.h"

namespace heddle::schedule {

/// The shape of one device on one micro-batch, with names only; other types unchanged.
mlir::Type getLocalType(mlir::Type type, dist::MeshAttr mesh);

/// Bytes of that.
int64_t getLocalBytes(mlir::Type type, dist::MeshAttr mesh);

/// Where the device's part of `axis` begins, in elements, as coordinate terms; empty if no tensor
/// of `op` splits the axis.
llvm::SmallVector<exec::TermAttr> getShardOffset(mlir::Operation *op, mlir::StringAttr axis,
                                                 dist::MeshAttr mesh);

/// The position of `operand` among the tensor operands of its op.
int64_t tensorIndex(mlir::OpOperand &operand);

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_LOCALTYPES_H
