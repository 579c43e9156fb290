//===- Indexing.cpp - gather, scatter_add, pick ---------------------------===//

#include "interpreter/AxisLoop.h"
#include "interpreter/OpRegistry.h"

#include "dialects/graph/Graph.h"

using namespace mlir;

namespace heddle::interpreter {

/// An op of a whole tensor has no offset of a shard.
template <typename OpTy> static LogicalResult checkWhole(OpTy op) {
  if (op.getOffsets().empty())
    return success();
  return op.emitError("has the offset of a shard; the interpreter runs whole tensors only: "
                      "run it on the graph from before partitioning");
}

/// Calls `body(position in rows, position in table)` for every element of `rows` whose index lies
/// in the table. `rows` has the axes of `indices` and those of `table` without `axis`.
static void forEachRow(const HostTensor &rows, const HostTensor &indices, const HostTensor &table,
                       StringRef axis, llvm::function_ref<void(int64_t, int64_t)> body) {
  Fibre fibre = getFibre(table, axis);
  AxisLoop({&rows, &indices, &table}, {axis}).run([&](ArrayRef<int64_t> at) {
    int64_t index = indices.getInteger(at[1]);
    if (index >= 0 && index < fibre.size)
      body(at[0], at[2] + index * fibre.stride);
  });
}

static LogicalResult gather(const OpCall &call) {
  auto op = cast<graph::GatherOp>(call.op);
  const HostTensor &table = call.operand(0);
  HostTensor &out = call.result();
  forEachRow(out, call.operand(1), table, op.getAxis(),
             [&](int64_t row, int64_t entry) { out.set(row, table.get(entry)); });
  return checkWhole(op);
}

static LogicalResult scatterAdd(const OpCall &call) {
  auto op = cast<graph::ScatterAddOp>(call.op);
  const HostTensor &updates = call.operand(0);
  HostTensor &out = call.result();
  forEachRow(updates, call.operand(1), out, op.getAxis(), [&](int64_t row, int64_t entry) {
    out.set(entry, out.get(entry) + updates.get(row));
  });
  return checkWhole(op);
}

static LogicalResult pick(const OpCall &call) {
  auto op = cast<graph::PickOp>(call.op);
  const HostTensor &in = call.operand(0);
  HostTensor &out = call.result();
  forEachRow(out, call.operand(1), in, op.getAxis(),
             [&](int64_t row, int64_t entry) { out.set(row, in.get(entry)); });
  return checkWhole(op);
}

void registerIndexing(OpRegistry &registry) {
  registry["graph.gather"] = gather;
  registry["graph.scatter_add"] = scatterAdd;
  registry["graph.pick"] = pick;
}

} // namespace heddle::interpreter
