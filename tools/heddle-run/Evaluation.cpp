//===- Evaluation.cpp - held-out loss ---------------------------*- C++ -*-===//

#include "tools/heddle-run/Evaluation.h"

#include "runtime/metrics/Metrics.h"
#include "tools/heddle-run/Signals.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

namespace heddle::run {

using namespace runtime;

Result<LossSum> lossOf(const Tensors &outputs) {
  auto loss = outputs.find("loss"), weight = outputs.find("weight");
  if (loss == outputs.end() || weight == outputs.end())
    return error("the entry has no outputs 'loss' and 'weight'",
                 "compile the spec again with this version");
  return LossSum{loss->second.at(0), weight->second.at(0)};
}

namespace {

/// Adds the losses of `calls` batches to `sum`.
Status addLosses(Session &session, uint64_t calls,
                 const std::function<Result<const Tensors *>(uint64_t)> &batchOf, LossSum &sum) {
  for (uint64_t call = 0; call < calls && !caughtSignal(); ++call) {
    Result<const Tensors *> batch = batchOf(call);
    if (!batch)
      return batch.status();
    Result<Tensors> outputs = session.run("eval", **batch);
    if (!outputs)
      return outputs.status();
    Result<LossSum> loss = lossOf(*outputs);
    if (!loss)
      return loss.status();
    sum.sum += loss->sum;
    sum.weight += loss->weight;
  }
  return {};
}

/// All held-out windows, part by part.
Status addParts(Session &session, const Data &data, Batches &batches, LossSum &sum,
                HeldOut &heldOut) {
  const std::vector<DataPart> &parts = data.samples.parts();
  for (size_t i = 0; i < parts.size() && !caughtSignal(); ++i) {
    LossSum part;
    Status status = addLosses(
        session, batches.heldOutCallsOf(i),
        [&](uint64_t call) { return batches.heldOutOf(i, call); }, part);
    if (!status)
      return status;
    if (part.weight == 0) // stopped
      break;
    sum.sum += part.sum;
    sum.weight += part.weight;
    heldOut.parts.push_back({parts[i].name, part.mean(), static_cast<uint64_t>(part.weight),
                             parts[i].source->bytesPerToken()});
  }
  return {};
}

} // namespace

Result<HeldOut> evaluate(Session &session, const Data &data, uint64_t most) {
  Result<Tensors> inputs = session.inputsOf("eval");
  if (!inputs)
    return inputs.status();
  Result<Batches> batches = data.batches(*inputs);
  if (!batches)
    return batches.status().at("entry 'eval'");
  HeldOut heldOut;
  LossSum sum;
  uint64_t calls = batches->heldOutCalls();
  auto batchOf = [&](uint64_t call) { return batches->heldOut(call); };
  Status status = most == 0 && data.samples.parts().size() > 1
                      ? addParts(session, data, *batches, sum, heldOut)
                      : addLosses(session, most ? std::min(calls, most) : calls, batchOf, sum);
  if (!status)
    return status;
  if (sum.weight == 0)
    return error("stopped before anything was evaluated");
  if (!std::isfinite(sum.sum))
    return error("the held-out loss is not finite",
                 "the training of these parameters diverged; take an earlier checkpoint");
  heldOut.loss = sum.mean();
  heldOut.tokens = static_cast<uint64_t>(sum.weight);
  return heldOut;
}

std::string describe(const HeldOut &heldOut, const Data &data) {
  const char *unit = data.isBytes() ? "byte" : "token";
  char text[200];
  std::snprintf(text, sizeof text, "held-out loss %.4f nats per %s, %.4f bits per byte (%llu %ss)",
                heldOut.loss, unit, bitsPerByte(heldOut.loss, data.samples.bytesPerToken()),
                static_cast<unsigned long long>(heldOut.tokens), unit);
  std::string all = text;
  for (const HeldOut::Part &part : heldOut.parts) {
    std::snprintf(text, sizeof text, "\n  %.60s: %.4f, %.4f bits per byte (%llu)",
                  part.name.c_str(), part.loss, bitsPerByte(part.loss, part.bytesPerToken),
                  static_cast<unsigned long long>(part.tokens));
    all += text;
  }
  return all;
}

} // namespace heddle::run
