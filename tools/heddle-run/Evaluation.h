//===- Evaluation.h - held-out loss -----------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_EVALUATION_H
#define HEDDLE_TOOLS_HEDDLE_RUN_EVALUATION_H

#include "runtime/executor/Session.h"
#include "tools/heddle-run/Data.h"

#include <string>
#include <vector>

namespace heddle::run {

/// The loss of some tokens, in nats, and what their weights add up to.
struct LossSum {
  double sum = 0, weight = 0;
  double mean() const { return sum / weight; }
};
/// From the outputs of `train` or `eval`.
runtime::Result<LossSum> lossOf(const runtime::Tensors &outputs);

struct HeldOut {
  struct Part {
    std::string name;
    double loss; // nats per token
    uint64_t tokens;
    double bytesPerToken;
  };

  double loss = 0; // nats per token
  uint64_t tokens = 0;
  std::vector<Part> parts; // of a mixture of which all was evaluated
};

/// The mean loss of held-out windows through the `eval` entry: of at most `most` batches, or of all
/// if 0, and then of each part too. Fails if it is not finite.
runtime::Result<HeldOut> evaluate(runtime::Session &session, const Data &data, uint64_t most);

/// "held-out loss 1.2345 nats per byte, 1.7810 bits per byte (543210 bytes)".
std::string describe(const HeldOut &heldOut, const Data &data);

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_EVALUATION_H
