//===- TrainConfig.h - the hyper-parameters of a spec -----------*- C++ -*-===//

#ifndef HEDDLE_PASSES_OPTIMIZER_TRAINCONFIG_H
#define HEDDLE_PASSES_OPTIMIZER_TRAINCONFIG_H

#include "mlir/IR/BuiltinOps.h"

namespace heddle::optimizer {

/// The `train` block of a spec, as the module attribute `graph.train` holds it.
struct TrainConfig {
  double lr, minLr; // peak and floor of the schedule
  double warmup, steps;
  double beta1, beta2, eps, weightDecay;
  double clip; // the largest gradient norm, 0 for no clipping
};

/// Reads and checks `graph.train`; emits an error for each value that is missing or out of range.
mlir::FailureOr<TrainConfig> readTrainConfig(mlir::ModuleOp module);

} // namespace heddle::optimizer

#endif // HEDDLE_PASSES_OPTIMIZER_TRAINCONFIG_H
