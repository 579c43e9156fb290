//===- Rng.cpp - random numbers by counter --------------------------------===//

#include "interpreter/OpRegistry.h"
#include "interpreter/Philox.h"

#include "dialects/graph/Graph.h"

using namespace mlir;

namespace heddle::interpreter {

static double sample(graph::InitAttr init, const PhiloxBlock &block) {
  switch (init.getKind()) {
  case graph::InitKind::Constant:
    return init.getA();
  case graph::InitKind::Normal:
    return init.getA() + init.getB() * philoxNormal(block);
  case graph::InitKind::Uniform:
    return init.getA() + (init.getB() - init.getA()) * philoxUniform(block[0]);
  }
  llvm_unreachable("every kind of initialiser is handled above");
}

static LogicalResult rng(const OpCall &call) {
  auto op = cast<graph::RngOp>(call.op);
  if (!op.getOffsets().empty())
    return op.emitError("has the offsets of a shard; the interpreter runs whole tensors only: "
                        "run it on the graph from before partitioning");
  uint64_t seed = call.operand(0).getInteger(0), key = call.operand(1).getInteger(0);
  // Data is rounded to its type, unlike arithmetic: every layout and precision starts from the same
  // parameters.
  bool isF32 = cast<RankedTensorType>(op.getResult().getType()).getElementType().isF32();
  for (int64_t i = 0; i < call.result().size(); ++i) {
    double value = sample(op.getInit(), philoxBlock(seed, key, i));
    call.result().set(i, isF32 ? static_cast<float>(value) : value);
  }
  return success();
}

void registerRng(OpRegistry &registry) { registry["graph.rng"] = rng; }

} // namespace heddle::interpreter
