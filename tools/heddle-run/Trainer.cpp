//===- Trainer.cpp - one training run ---------------------------*- C++ -*-===//

#include "tools/heddle-run/Trainer.h"

#include "runtime/base/Log.h"
#include "runtime/metrics/Plot.h"
#include "tools/heddle-run/Commands.h"
#include "tools/heddle-run/Open.h"
#include "tools/heddle-run/Signals.h"

#include <cmath>
#include <cstdio>

namespace heddle::run {

using namespace runtime;

namespace {

std::optional<double> output(const Tensors &outputs, const std::string &name) {
  auto found = outputs.find(name);
  return found == outputs.end() ? std::nullopt : std::optional(found->second.at(0));
}

/// Before anything is saved: after such a step the parameters are spoiled.
Status checkFinite(const StepMetrics &metrics) {
  std::string step = " is not finite at step " + std::to_string(metrics.step);
  const char *hint = "lower the learning rate or lengthen the warm-up in the spec's train block";
  if (!std::isfinite(metrics.loss))
    return error("the loss" + step, hint);
  if (metrics.gradientNorm && !std::isfinite(*metrics.gradientNorm))
    return error("the gradient norm" + step + ", although the loss is",
                 std::string(hint) + "; or the model has an op without a finite slope there, "
                                     "like the square root of 0");
  return {};
}

bool isDue(uint64_t step, uint64_t every) { return every > 0 && step % every == 0; }

} // namespace

double Trainer::secondsSinceStart() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Result<StepMetrics> Trainer::step() {
  double before = secondsSinceStart();
  if (options.failRank && progress.step + 1 == options.failStep)
    session.injectFailure(*options.failRank);
  Result<const Tensors *> batch = batches->train(progress.step);
  if (!batch)
    return batch.status().at("step " + std::to_string(progress.step + 1));
  Result<Tensors> outputs = session.run("train", **batch);
  if (!outputs)
    return outputs.status().at("step " + std::to_string(progress.step + 1));
  Result<LossSum> loss = lossOf(*outputs);
  if (!loss)
    return loss.status();
  uint64_t samples = batches->batchOf(progress.step);
  samplesDone += samples;
  ++progress.step;
  const program::Training &training = session.program().training();
  StepMetrics metrics{progress.step,
                      loss->mean(),
                      output(*outputs, "learning_rate"),
                      output(*outputs, "gradient_norm"),
                      0,
                      secondsSinceStart()};
  metrics.tokensPerSecond =
      static_cast<double>(samples * training.seq()) / (metrics.seconds - before);
  return metrics;
}

Status Trainer::run() {
  catchSignals();
  begin = std::chrono::steady_clock::now();
  ProgressLine line(stderr, progress.step, lastStep);
  while (progress.step < lastStep && !caughtSignal()) {
    Result<StepMetrics> metrics = step();
    if (!metrics)
      return metrics.status();
    curve.emplace_back(metrics->step, metrics->loss);
    if (Status status = log.step(*metrics); !status)
      return status;
    if (Status status = checkFinite(*metrics); !status)
      return status;
    line.update(*metrics);
    if (Status status = periodic(line); !status)
      return status;
  }
  line.clear();
  if (caughtSignal())
    logLine("stopped by a signal after step " + std::to_string(progress.step));
  return options.save.empty() || savedStep == progress.step ? Status() : save();
}

Status Trainer::periodic(ProgressLine &line) {
  if (isDue(progress.step, options.evalEvery) && progress.step < lastStep) {
    Result<HeldOut> heldOut = evaluateAndLog();
    if (!heldOut)
      return heldOut.status();
    line.clear();
    logLine("step " + std::to_string(progress.step) + ": " + describe(*heldOut, *data));
  }
  return isDue(progress.step, options.saveEvery) ? save() : Status();
}

Result<HeldOut> Trainer::evaluateAndLog() {
  Result<HeldOut> heldOut = evaluate(session, *data, options.data.evalBatches);
  if (!heldOut)
    return heldOut;
  Status status = log.heldOut(progress.step, heldOut->loss);
  return status ? heldOut : Result<HeldOut>(status);
}

Status Trainer::save() {
  Result<std::string> path = saveCheckpoint(stateOf(session), progress, options.save);
  if (!path)
    return path.status();
  savedStep = progress.step;
  return {};
}

Status Trainer::report() {
  double seconds = secondsSinceStart();
  std::printf("\ntraining loss, nats per %s\n%s\n", data->isBytes() ? "byte" : "token",
              plotCurve(curve, "step").c_str());
  double tokens = static_cast<double>(samplesDone * data->samples.seq());
  std::printf("%zu steps, %.0f tokens in %.1f s: %.0f tokens/s\n", curve.size(), tokens, seconds,
              tokens / seconds);
  if (!options.save.empty())
    std::printf("checkpoint %s/step-%llu\n", options.save.c_str(),
                static_cast<unsigned long long>(progress.step));
  if (caughtSignal())
    return {};
  Result<HeldOut> heldOut = evaluateAndLog();
  if (!heldOut)
    return heldOut.status();
  std::printf("%s\n", describe(*heldOut, *data).c_str());
  return {};
}

Status train(const TrainOptions &options) {
  Result<std::unique_ptr<Session>> session = openSession(options.common);
  if (!session)
    return session.status();
  Trainer trainer(**session, options);
  for (auto phase : {&Trainer::prepare, &Trainer::run, &Trainer::report})
    if (Status status = (trainer.*phase)(); !status)
      return status;
  return {};
}

} // namespace heddle::run
