//===- InPlace.h - results that overwrite operands --------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_SCHEDULE_INPLACE_H
#define HEDDLE_PASSES_SCHEDULE_INPLACE_H

#include "dialects/dist/Dist.h"

namespace heddle::schedule {

/// The operand whose buffer `result` overwrites by its nature (an AdamW update, a collective), if
/// any.
mlir::OpOperand *getInPlaceOperand(mlir::OpResult result);

/// The same for the result of a dist.region: the input, through its body.
mlir::OpOperand *getInPlaceInput(mlir::OpResult regionResult);

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_INPLACE_H
