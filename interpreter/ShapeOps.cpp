//===- ShapeOps.cpp - reductions, broadcasts, views -----------------------===//

#include "interpreter/AxisLoop.h"
#include "interpreter/OpRegistry.h"

#include "dialects/graph/Graph.h"

#include <limits>

using namespace mlir;

namespace heddle::interpreter {

static void reduceSum(const HostTensor &in, HostTensor &out) {
  AxisLoop({&out, &in}).run([&](ArrayRef<int64_t> at) {
    out.set(at[0], out.get(at[0]) + in.get(at[1]));
  });
}

static void reduceMax(const HostTensor &in, HostTensor &out) {
  for (int64_t i = 0; i < out.size(); ++i)
    out.set(i, -std::numeric_limits<double>::infinity());
  AxisLoop({&out, &in}).run([&](ArrayRef<int64_t> at) {
    out.set(at[0], std::max(out.get(at[0]), in.get(at[1])));
  });
}

static LogicalResult reduce(const OpCall &call) {
  bool isSum = cast<graph::ReduceOp>(call.op).getKind() == graph::ReductionKind::Sum;
  (isSum ? reduceSum : reduceMax)(call.operand(0), call.result());
  return success();
}

static LogicalResult broadcast(const OpCall &call) {
  const HostTensor &in = call.operand(0);
  HostTensor &out = call.result();
  AxisLoop({&out, &in}).run([&](ArrayRef<int64_t> at) { out.set(at[0], in.get(at[1])); });
  return success();
}

static LogicalResult rename(const OpCall &call) {
  call.result().values = call.operand(0).values;
  call.result().integers = call.operand(0).integers;
  return success();
}

void registerShapeOps(OpRegistry &registry) {
  registry["graph.reduce"] = reduce;
  registry["graph.broadcast"] = broadcast;
  registry["graph.rename"] = rename;
}

} // namespace heddle::interpreter
