//===- Schedules.h - the order of forwards and backwards --------*- C++ -*-===//
//
// A pipeline schedule is a pure function; everything else about pipelining (transfers, grouping,
// proofs) does not know which one it is.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_PIPELINE_SCHEDULES_H
#define HEDDLE_PASSES_PIPELINE_SCHEDULES_H

#include "mlir/Support/LLVM.h"

namespace heddle::pipeline {

/// One step of a stage: the forward or the backward of all its blocks on one micro-batch.
struct Step {
  bool backward;
  int64_t microBatch;

  bool operator==(const Step &other) const {
    return backward == other.backward && microBatch == other.microBatch;
  }
};

/// The steps of `stage` (of `stages`), in order.
using Schedule = llvm::SmallVector<Step> (*)(int64_t stage, int64_t stages, int64_t microBatches);

/// All forwards, then all backwards (Huang et al. 2019). For 3 micro-batches:
///
///     stage 0   F0 F1 F2          B0 B1 B2
///     stage 1      F0 F1 F2 B0 B1 B2
///
/// A stage holds the activations of all micro-batches at once.
llvm::SmallVector<Step> gpipe(int64_t stage, int64_t stages, int64_t microBatches);

/// One forward, one backward (PipeDream-Flush, Narayanan et al. 2021). For 3 micro-batches:
///
///     stage 0   F0 F1    B0 F2 B1    B2
///     stage 1      F0 B0 F1 B1 F2 B2
///
/// A stage holds the activations of at most `stages - stage` micro-batches.
llvm::SmallVector<Step> oneForwardOneBackward(int64_t stage, int64_t stages, int64_t microBatches);

/// "gpipe" or "1f1b"; null for an unknown name.
Schedule findSchedule(llvm::StringRef name);

} // namespace heddle::pipeline

#endif // HEDDLE_PASSES_PIPELINE_SCHEDULES_H
