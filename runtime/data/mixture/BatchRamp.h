//===- BatchRamp.h - a batch that grows -------------------------*- C++ -*-===//
//
// Early gradients point in much the same direction, so small batches do (McCandlish et al. 2018);
// GPT-3 (Brown et al. 2020, section 2.3) grows the batch over the first billions of tokens. The
// arguments are those of Megatron-LM's --rampup-batch-size.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_MIXTURE_BATCHRAMP_H
#define HEDDLE_RUNTIME_DATA_MIXTURE_BATCHRAMP_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <vector>

namespace heddle::runtime {

/// From `start` samples per step to `full`, by `increment`, over the first `samples` samples of the
/// run: each size holds for an equal part of them, rounded up to whole steps.
class BatchRamp {
public:
  /// No ramp.
  explicit BatchRamp(uint64_t full) : full(full) {}
  /// Fails unless 0 < start <= full and full - start is a multiple of increment > 0.
  static Result<BatchRamp> create(uint64_t full, uint64_t start, uint64_t increment,
                                  uint64_t samples);

  uint64_t batchOf(uint64_t step) const;
  /// Samples of the steps before `step`: the position of its first sample.
  uint64_t firstSampleOf(uint64_t step) const;

private:
  struct Level {
    uint64_t firstStep, firstSample, batch;
  };
  const Level *levelOf(uint64_t step) const;

  uint64_t full;
  std::vector<Level> levels; // from step 0 on; the last one is the full batch
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_MIXTURE_BATCHRAMP_H
