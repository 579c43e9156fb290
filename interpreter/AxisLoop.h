//===- AxisLoop.h - loops over named axes -----------------------*- C++ -*-===//

#ifndef HEDDLE_INTERPRETER_AXISLOOP_H
#define HEDDLE_INTERPRETER_AXISLOOP_H

#include "interpreter/HostTensor.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace heddle::interpreter {

/// A nest of loops over axes, outermost first, that keeps for every tensor the row-major position
/// that the loop indices select. A tensor without a loop's axis stays where it is (a broadcast).
class AxisLoop {
public:
  /// Loops over the axes of `tensors` in the order in which they first appear.
  explicit AxisLoop(llvm::ArrayRef<const HostTensor *> tensors);
  /// The same without the loops over `inner`: `run` then visits each fibre along those axes once.
  AxisLoop(llvm::ArrayRef<const HostTensor *> tensors, llvm::ArrayRef<llvm::StringRef> inner);

  /// Calls `body` with one position per tensor, for all loop indices in row-major order.
  void run(llvm::function_ref<void(llvm::ArrayRef<int64_t>)> body) const;

private:
  struct Axis {
    std::string name;
    int64_t size;
    llvm::SmallVector<int64_t> strides; // one per tensor, 0 for a broadcast
  };
  llvm::SmallVector<Axis> axes;
  size_t numTensors;
};

/// The distance in memory between neighbours along `axis`, and its size; 0 and 1 if `tensor` lacks
/// the axis.
struct Fibre {
  int64_t stride = 0, size = 1;
};
Fibre getFibre(const HostTensor &tensor, llvm::StringRef axis);

} // namespace heddle::interpreter

#endif // HEDDLE_INTERPRETER_AXISLOOP_H
