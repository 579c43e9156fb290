//===- BatchRamp.cpp - a batch that grows -----------------------*- C++ -*-===//

#include "runtime/data/mixture/BatchRamp.h"

#include <algorithm>

namespace heddle::runtime {

Result<BatchRamp> BatchRamp::create(uint64_t full, uint64_t start, uint64_t increment,
                                    uint64_t samples) {
  if (start == 0 || start > full || increment == 0 || (full - start) % increment != 0)
    return error("the batch cannot grow from " + std::to_string(start) + " to " +
                     std::to_string(full) + " by " + std::to_string(increment),
                 "start is at least 1, and increment divides what is missing from it to the "
                 "program's batch");
  BatchRamp ramp(full);
  uint64_t stages = (full - start) / increment;
  Level level{0, 0, start};
  for (uint64_t i = 0; i < stages; ++i) {
    ramp.levels.push_back(level);
    // The stage ends with the first step at which its part of the samples is reached.
    uint64_t end = samples / stages * (i + 1) + samples % stages * (i + 1) / stages;
    uint64_t missing = end > level.firstSample ? end - level.firstSample : 0;
    uint64_t steps = (missing + level.batch - 1) / level.batch;
    level = {level.firstStep + steps, level.firstSample + steps * level.batch,
             level.batch + increment};
  }
  ramp.levels.push_back(level);
  return ramp;
}

const BatchRamp::Level *BatchRamp::levelOf(uint64_t step) const {
  auto after = std::ranges::upper_bound(levels, step, {}, &Level::firstStep);
  return after == levels.begin() ? nullptr : &*(after - 1);
}

uint64_t BatchRamp::batchOf(uint64_t step) const {
  const Level *level = levelOf(step);
  return level ? level->batch : full;
}

uint64_t BatchRamp::firstSampleOf(uint64_t step) const {
  const Level *level = levelOf(step);
  return level ? level->firstSample + (step - level->firstStep) * level->batch : step * full;
}

} // namespace heddle::runtime
