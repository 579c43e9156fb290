//===- Trainer.h - one training run -----------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_TRAINER_H
#define HEDDLE_TOOLS_HEDDLE_RUN_TRAINER_H

#include "runtime/checkpoint/Checkpoint.h"
#include "runtime/metrics/Metrics.h"
#include "runtime/metrics/ProgressLine.h"
#include "tools/heddle-run/Evaluation.h"
#include "tools/heddle-run/Options.h"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace heddle::run {

class Trainer {
public:
  Trainer(runtime::Session &session, const TrainOptions &options)
      : session(session), options(options) {}

  /// Fresh, loaded or resumed state; the data; the log.
  runtime::Status prepare();
  /// Steps until the last one or a signal. What is to be saved is saved.
  runtime::Status run();
  /// The loss curve and the held-out loss on standard output.
  runtime::Status report();

private:
  /// The failure that was asked for will happen. After the first step is known.
  runtime::Status checkDrill() const;
  runtime::Status checkData();
  runtime::Status start();
  runtime::Status resume();
  runtime::Status initialise();
  runtime::Status openLog();
  void announce() const;
  runtime::Result<runtime::StepMetrics> step();
  runtime::Result<HeldOut> evaluateAndLog();
  runtime::Status periodic(runtime::ProgressLine &line);
  runtime::Status save();
  double secondsSinceStart() const;

  runtime::Session &session;
  const TrainOptions &options;
  runtime::Progress progress;
  uint64_t lastStep = 0;
  std::optional<uint64_t> savedStep;
  std::optional<Data> data;
  std::optional<runtime::Batches> batches;
  runtime::MetricsLog log;
  std::vector<std::pair<double, double>> curve; // step, loss
  uint64_t samplesDone = 0;                     // by this process
  std::chrono::steady_clock::time_point begin;
};

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_TRAINER_H
