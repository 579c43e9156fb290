//===- Evaluation.cpp - held-out loss ---------------------------*- C++ -*-===//

#include "tools/heddle-run/Evaluation.h"

#include "runtime/metrics/Metrics.h"
#include "tools/heddle-run/Signals.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace heddle::run {

using namespace runtime;

Result<LossSum> lossOf(const Tensors &outputs) {
  auto loss = outputs.find("loss"), weight = outputs.find("weight");
  if (loss == outputs.end() || weight == outputs.end())
    return error("the entry has no outputs 'loss' and 'weight'",
                 "compile the spec again with this version");
  return LossSum{loss->second.at(0), weight->second.at(0)};
}

Result<HeldOut> evaluate(Session &session, const Data &data, uint64_t batches) {
  Result<Tensors> inputs = session.inputsOf("eval");
  if (!inputs)
    return inputs.status();
  Result<Batches> source = data.batches(*inputs);
  if (!source)
    return source.status().at("entry 'eval'");
  uint64_t calls = source->heldOutCalls();
  if (batches > 0)
    calls = std::min(calls, batches);
  double sum = 0, weight = 0;
  for (uint64_t call = 0; call < calls && !caughtSignal(); ++call) {
    Result<const Tensors *> batch = source->heldOut(call);
    if (!batch)
      return batch.status();
    Result<Tensors> outputs = session.run("eval", **batch);
    if (!outputs)
      return outputs.status();
    Result<LossSum> loss = lossOf(*outputs);
    if (!loss)
      return loss.status();
    sum += loss->sum;
    weight += loss->weight;
  }
  if (weight == 0)
    return error("stopped before anything was evaluated");
  if (!std::isfinite(sum))
    return error("the held-out loss is not finite",
                 "the training of these parameters diverged; take an earlier checkpoint");
  return HeldOut{sum / weight, static_cast<uint64_t>(weight)};
}

std::string describe(const HeldOut &heldOut, const Data &data) {
  const char *unit = data.isBytes() ? "byte" : "token";
  char text[160];
  std::snprintf(text, sizeof text, "held-out loss %.4f nats per %s, %.4f bits per byte (%llu %ss)",
                heldOut.loss, unit, bitsPerByte(heldOut.loss, data.samples.bytesPerToken()),
                static_cast<unsigned long long>(heldOut.tokens), unit);
  return text;
}

} // namespace heddle::run
