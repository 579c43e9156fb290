//===- TrainerSetup.cpp - from options to the first step ---------*- C++ -*-===//

#include "tools/heddle-run/Trainer.h"

#include "runtime/base/Log.h"
#include "runtime/data/tokenizer/Tokenizer.h"
#include "runtime/program/Mesh.h"
#include "tools/heddle-run/Announce.h"
#include "tools/heddle-run/Open.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace heddle::run {

using namespace runtime;

namespace {

/// An integer tensor keeps all 64 bits of the seed.
Status setSeed(Tensor &tensor, uint64_t seed) {
  if (tensor.elements() != 1)
    return error("the input 'seed' of the entry 'init' must be one number");
  if (tensor.type == program::I64)
    tensor.as<uint64_t>()[0] = seed;
  else if (seed > uint64_t{1} << 31 || tensor.type != program::I32)
    return error("--seed " + std::to_string(seed) + " does not fit the program's input 'seed'");
  else
    tensor.as<int32_t>()[0] = static_cast<int32_t>(seed);
  return {};
}

} // namespace

namespace {

/// START:INCREMENT:SAMPLES; nothing if `text` is empty.
Result<std::optional<BatchRamp>> parseBatchRamp(const std::string &text, uint64_t batch) {
  if (text.empty())
    return std::optional<BatchRamp>();
  std::array<uint64_t, 3> numbers{};
  const char *at = text.data(), *end = at + text.size();
  for (uint64_t &number : numbers) {
    auto [stop, problem] = std::from_chars(at, end, number);
    bool last = &number == &numbers.back();
    if (problem != std::errc() || (last ? stop != end : stop == end || *stop != ':'))
      return error("--batch-ramp takes START:INCREMENT:SAMPLES, not '" + text + "'");
    at = stop + 1;
  }
  Result<BatchRamp> ramp = BatchRamp::create(batch, numbers[0], numbers[1], numbers[2]);
  if (!ramp)
    return ramp.status().at("--batch-ramp");
  return std::optional(std::move(*ramp));
}

} // namespace

Status Trainer::prepare() {
  const program::Program &program = session.program();
  lastStep = options.steps.value_or(program.training().steps());
  if (lastStep == 0)
    return error("nothing to do: 0 steps", "give --steps, or `steps` in the spec's train block");
  if (!options.save.empty())
    if (Status status = checkSaveFolder(options.save); !status)
      return status;
  if (Status status = options.resume.empty() ? start() : resume(); !status)
    return status;
  if (Status status = checkDrill(); !status)
    return status;
  Result<Data> opened = openData(program, options.data, progress.seed);
  if (!opened)
    return opened.status();
  data = std::move(*opened);
  if (Status status = checkData(); !status)
    return status;
  Result<Tensors> inputs = session.inputsOf("train");
  if (!inputs)
    return inputs.status();
  Result<std::optional<BatchRamp>> ramp =
      parseBatchRamp(options.batchRamp, program.training().batch());
  if (!ramp)
    return ramp.status();
  Result<Batches> source = data->batches(*inputs, *ramp);
  if (!source)
    return source.status().at("entry 'train'");
  batches = std::move(*source);
  announce();
  return openLog();
}

/// That it is what the parameters were trained on; and what checkpoints will say of it.
Status Trainer::checkData() {
  const std::string &from = options.resume.empty() ? options.load : options.resume;
  if (!from.empty())
    if (Status status = checkTokenizer(from, *data); !status)
      return status;
  Result<uint64_t> fingerprint = data->samples.fingerprint();
  if (!fingerprint)
    return fingerprint.status();
  if (!options.resume.empty() && *fingerprint != progress.dataFingerprint)
    return error("data file '" + options.data.files.front() + "' is not the one of the checkpoint",
                 "resume with the same data, or start a new run from its parameters: --load "
                 "instead of --resume");
  if (!options.resume.empty() && data->masksDocumentStarts != progress.masksDocumentStarts)
    return error(std::string("the checkpoint was trained with") +
                     (progress.masksDocumentStarts ? "" : "out") + " --mask-document-starts",
                 "resume as it was trained");
  if (!options.resume.empty() && options.batchRamp != progress.batchRamp)
    return error("the checkpoint was trained with " + (progress.batchRamp.empty()
                                                           ? "no batch ramp"
                                                           : "--batch-ramp " + progress.batchRamp),
                 "resume as it was trained");
  progress.batchRamp = options.batchRamp;
  progress.dataFingerprint = *fingerprint;
  progress.masksDocumentStarts = data->masksDocumentStarts;
  if (data->tokens.json.empty())
    data->tokens.json = std::move(progress.tokens.json); // of the same tokenizer
  progress.tokens = data->tokens;
  return {};
}

Status Trainer::checkDrill() const {
  if (!options.failRank)
    return {};
  uint32_t ranks = program::rankCount(session.program().mesh());
  if (*options.failRank >= ranks)
    return error("--fail-rank " + std::to_string(*options.failRank) + ", but the program has " +
                 std::to_string(ranks) + " ranks");
  if (options.failStep <= progress.step || options.failStep > lastStep)
    return error("--fail-step " + std::to_string(options.failStep) + ", but the run has steps " +
                     std::to_string(progress.step + 1) + " to " + std::to_string(lastStep),
                 "the drill must happen in one of them");
  return {};
}

Status Trainer::start() {
  progress.seed = options.seed.value_or(0);
  if (Status status = initialise(); !status || options.load.empty())
    return status;
  return loadParameters(stateOf(session), options.load);
}

Status Trainer::initialise() {
  Result<Tensors> inputs = session.inputsOf("init");
  if (!inputs)
    return inputs.status();
  auto seed = inputs->find("seed");
  if (seed != inputs->end())
    if (Status status = setSeed(seed->second, progress.seed); !status)
      return status;
  return session.run("init", *inputs).status();
}

Status Trainer::resume() {
  // Padding of buckets is in no checkpoint; init sets it as it was.
  progress.seed = options.seed.value_or(0);
  if (Status status = initialise(); !status)
    return status;
  Result<Progress> loaded = loadCheckpoint(stateOf(session), options.resume);
  if (!loaded)
    return loaded.status();
  if (options.seed && *options.seed != loaded->seed)
    return error("--seed " + std::to_string(*options.seed) + ", but the checkpoint's seed is " +
                     std::to_string(loaded->seed),
                 "leave --seed out");
  progress = *loaded;
  savedStep = progress.step;
  if (progress.step >= lastStep)
    return error("the checkpoint is at step " + std::to_string(progress.step) + " of " +
                     std::to_string(lastStep),
                 "give a larger --steps");
  logLine("resuming at step " + std::to_string(progress.step));
  std::string difference = describeDifference(progress.origin, originOf(session.program()));
  if (!difference.empty())
    logLine(
        "note: another program of this model saved the checkpoint; what differs: " + difference +
        ". The run goes on from the same state, but is not bit for bit the one that was "
        "interrupted");
  return {};
}

void Trainer::announce() const {
  logLine(describeProgram(session.program()));
  char text[200];
  std::snprintf(text, sizeof text, "data %s: %.2f M%s, %llu windows to train on, %llu held out",
                options.data.files.front().c_str(),
                static_cast<double>(data->samples.tokens()) / 1e6,
                data->isBytes() ? "B" : " tokens",
                static_cast<unsigned long long>(data->samples.trainCount()),
                static_cast<unsigned long long>(data->samples.heldOutCount()));
  logLine(text);
  const std::vector<DataPart> &parts = data->samples.parts();
  for (size_t i = 0; parts.size() > 1 && i < parts.size(); ++i) {
    std::snprintf(text, sizeof text, "  %5.1f %% %s: %.2f M tokens", 100 * data->samples.shareOf(i),
                  parts[i].name.c_str(), static_cast<double>(parts[i].source->size()) / 1e6);
    logLine(text);
  }
  uint64_t scheduled = session.program().training().steps();
  if (lastStep > scheduled)
    logLine("note: the learning-rate schedule ends at step " + std::to_string(scheduled) +
            "; it stays at its end");
}

Status Trainer::openLog() {
  if (options.log.empty())
    return {};
  Result<MetricsLog> opened = MetricsLog::open(options.log, /*append=*/!options.resume.empty(),
                                               data->samples.bytesPerToken());
  if (!opened)
    return opened.status();
  log = std::move(*opened);
  nlohmann::ordered_json config = programConfig(session.program());
  config["data"] = options.data.files.front();
  if (options.data.files.size() > 1)
    config["data"] = options.data.files;
  if (!data->isBytes())
    config["tokenizer"] = formatFingerprint(*data->tokens.fingerprint);
  config["seed"] = progress.seed;
  config["first_step"] = progress.step;
  config["steps"] = lastStep;
  return log.config(config);
}

} // namespace heddle::run
