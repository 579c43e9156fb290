//===- CrossEntropy.cpp - cross_entropy and its gradient ------------------===//

#include "interpreter/AxisLoop.h"
#include "interpreter/OpRegistry.h"

#include "dialects/graph/Graph.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace heddle::interpreter {

/// A target outside the classes picks nothing: its logit counts as zero, as in graph.pick.
static LogicalResult crossEntropy(const OpCall &call) {
  StringRef axis = cast<graph::CrossEntropyOp>(call.op).getAxis();
  const HostTensor &logits = call.operand(0), &targets = call.operand(1);
  HostTensor &loss = call.result(0), &lse = call.result(1);
  Fibre classes = getFibre(logits, axis);
  AxisLoop({&logits, &targets, &loss, &lse}, {axis}).run([&](ArrayRef<int64_t> at) {
    auto logit = [&](int64_t c) { return logits.values[at[0] + c * classes.stride]; };
    double largest = -std::numeric_limits<double>::infinity(), sum = 0;
    for (int64_t c = 0; c < classes.size; ++c)
      largest = std::max(largest, logit(c));
    for (int64_t c = 0; c < classes.size; ++c)
      sum += std::exp(logit(c) - largest);
    int64_t target = targets.getInteger(at[1]);
    bool inside = target >= 0 && target < classes.size;
    lse.values[at[3]] = largest + std::log(sum);
    loss.values[at[2]] = lse.values[at[3]] - (inside ? logit(target) : 0);
  });
  return success();
}

static LogicalResult crossEntropyGrad(const OpCall &call) {
  auto op = cast<graph::CrossEntropyGradOp>(call.op);
  if (!op.getOffsets().empty())
    return op.emitError("has the offset of a shard; the interpreter runs whole tensors only: "
                        "run it on the graph from before partitioning");
  const HostTensor &logits = call.operand(0), &lse = call.operand(1), &targets = call.operand(2),
                   &grad = call.operand(3);
  HostTensor &out = call.result();
  Fibre from = getFibre(logits, op.getAxis()), to = getFibre(out, op.getAxis());
  AxisLoop({&logits, &out, &lse, &targets, &grad}, {op.getAxis()}).run([&](ArrayRef<int64_t> at) {
    for (int64_t c = 0; c < from.size; ++c) {
      double p = std::exp(logits.values[at[0] + c * from.stride] - lse.values[at[2]]);
      double onehot = targets.getInteger(at[3]) == c;
      out.values[at[1] + c * to.stride] = (p - onehot) * grad.values[at[4]];
    }
  });
  return success();
}

void registerCrossEntropy(OpRegistry &registry) {
  registry["graph.cross_entropy"] = crossEntropy;
  registry["graph.cross_entropy_grad"] = crossEntropyGrad;
}

} // namespace heddle::interpreter
