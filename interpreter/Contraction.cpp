//===- Contraction.cpp - einsum -------------------------------------------===//

#include "interpreter/AxisLoop.h"
#include "interpreter/OpRegistry.h"

using namespace mlir;

namespace heddle::interpreter {

static LogicalResult einsum(const OpCall &call) {
  const HostTensor &lhs = call.operand(0), &rhs = call.operand(1);
  HostTensor &out = call.result();
  AxisLoop({&out, &lhs, &rhs}).run([&](ArrayRef<int64_t> at) {
    out.values[at[0]] += lhs.values[at[1]] * rhs.values[at[2]];
  });
  return success();
}

void registerContraction(OpRegistry &registry) { registry["graph.einsum"] = einsum; }

} // namespace heddle::interpreter
