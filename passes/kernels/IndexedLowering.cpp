//===- IndexedLowering.cpp - pick, scatter_add and rename -----------------===//

#include "passes/kernels/ElementBody.h"
#include "passes/kernels/KernelLowering.h"

#include "dialects/graph/Axes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace heddle::kernels {

/// One element of the row: a loop without dimensions.
void KernelLowering::emitPick(graph::PickOp op) {
  Location loc = op.getLoc();
  int64_t size = graph::getAxisSize(op.getInput().getType(), op.getAxis());
  auto [index, inside] = loadIndex(op.getIndices(), op.getOffsets(), size, loc);
  GenericBuilder loop(builder, loc, {});
  loop.addInput(access(storages[op.getInput()], {}, loc, {op.getAxisAttr(), index}));
  loop.addOutput(access(storages[op.getResult()], {}, loc));
  loop.create(
      [&, isInside = inside](OpBuilder &inner, ValueRange in, ValueRange) -> SmallVector<Value> {
        Value zero = ScalarMath(inner, loc, in[0].getType()).constant(0);
        return {arith::SelectOp::create(inner, loc, isInside, in[0], zero)};
      });
  ++numGenerics;
}

/// Adds the row of updates to its row of the table, if it has one.
void KernelLowering::emitScatterAdd(const Phase &phase, graph::ScatterAddOp op) {
  Location loc = op.getLoc();
  int64_t size = graph::getAxisSize(op.getResult().getType(), op.getAxis());
  auto [index, inside] = loadIndex(op.getIndices(), op.getOffsets(), size, loc);
  auto guard = scf::IfOp::create(builder, loc, inside, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard scope(builder);
  builder.setInsertionPoint(guard.thenYield());
  GenericBuilder loop(builder, loc, phase.sizes);
  loop.addInput(access(storages[op.getUpdates()], phase.axes, loc));
  loop.addOutput(access(storages[op.getResult()], phase.axes, loc, {op.getAxisAttr(), index}));
  loop.create([&](OpBuilder &inner, ValueRange in, ValueRange out) -> SmallVector<Value> {
    return {ScalarMath(inner, loc, in[0].getType()).add(out[0], in[0])};
  });
  ++numGenerics;
}

/// The same memory under other names.
void KernelLowering::emitRename(graph::RenameOp op) {
  Storage storage = storages[op.getInput()];
  ArrayRef<StringAttr> from = graph::getAxes(op.getInput()), to = graph::getAxes(op.getResult());
  for (StringAttr &axis : storage.axes)
    axis = to[llvm::find(from, axis) - from.begin()];
  storages[op.getResult()] = storage;
}

} // namespace heddle::kernels
