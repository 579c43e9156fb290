//===- Rope.cpp - rotary position embedding -------------------------------===//

#include "interpreter/AxisLoop.h"
#include "interpreter/OpRegistry.h"

#include "dialects/graph/Graph.h"

#include <cmath>

using namespace mlir;

namespace heddle::interpreter {

static LogicalResult rope(const OpCall &call) {
  auto op = cast<graph::RopeOp>(call.op);
  const HostTensor &x = call.operand(0);
  HostTensor &y = call.result();
  Fibre feature = getFibre(x, op.getAxis()), seq = getFibre(x, op.getSeqAxis());
  double theta = op.getTheta().convertToDouble(), sign = op.getInverse() ? -1 : 1;
  int64_t half = feature.size / 2;
  AxisLoop({&x}, {op.getAxis(), op.getSeqAxis()}).run([&](ArrayRef<int64_t> at) {
    for (int64_t p = 0; p < seq.size; ++p)
      for (int64_t i = 0; i < half; ++i) {
        double angle = sign * p * std::pow(theta, -2.0 * i / feature.size);
        int64_t first = at[0] + p * seq.stride + i * feature.stride;
        int64_t second = first + half * feature.stride;
        double a = x.get(first), b = x.get(second);
        y.values[first] = a * std::cos(angle) - b * std::sin(angle);
        y.values[second] = b * std::cos(angle) + a * std::sin(angle);
      }
  });
  return success();
}

void registerRope(OpRegistry &registry) { registry["graph.rope"] = rope; }

} // namespace heddle::interpreter
