//===- KernelStorage.cpp - where the values of a kernel lie ---------------===//
//
// A value that a later phase reads lies in its result's buffer or in a scratch row on the stack;
// the others live in registers.
//
//===----------------------------------------------------------------------===//

#include "passes/kernels/KernelLowering.h"

#include "dialects/graph/Axes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace heddle::kernels {

Storage KernelLowering::makeStorage(Value memref, ArrayRef<StringAttr> axes,
                                    ArrayRef<int64_t> sizes) const {
  Storage storage{memref, llvm::to_vector(axes), SmallVector<int64_t>(sizes.size(), 1)};
  for (int64_t dim = static_cast<int64_t>(sizes.size()) - 2; dim >= 0; --dim)
    storage.strides[dim] = storage.strides[dim + 1] * sizes[dim + 1];
  return storage;
}

Value KernelLowering::getYielded(unsigned result) const {
  return kernel.getBody().front().getTerminator()->getOperand(result);
}

/// The nest in which `value` is complete.
Nest KernelLowering::getValueNest(Value value) const {
  Operation *op = value.getDefiningOp();
  if (!op)
    return plan.getRows().empty() || plan.hasRows(value.getType()) ? Nest::Rows : Nest::Before;
  return plan.isRowReduction(op) ? Nest::After : plan.getNest(op);
}

/// Whether the phase that computes `result` may write it: not if a later phase still reads the
/// input whose buffer it may overwrite.
FailureOr<bool> KernelLowering::canWriteEarly(unsigned result) const {
  int64_t input = kernel.getInPlace()[result];
  if (input < 0)
    return true;
  Value overwritten = kernel.getBody().front().getArgument(input);
  Value value = getYielded(result);
  if (overwritten.getType() != value.getType())
    return kernel.emitError("result ")
           << result << " of type " << value.getType() << " cannot overwrite input " << input
           << " of type " << overwritten.getType();
  unsigned phase = *plan.getPhase(value.getDefiningOp());
  for (Operation *user : overwritten.getUsers()) {
    if (auto gather = dyn_cast<graph::GatherOp>(user); gather && gather.getTable() == overwritten)
      return gather.emitError("reads rows of a table that result ")
             << result << " overwrites; do not mark it in place";
    if (isa<exec::YieldOp>(user) || *plan.getPhase(user) > phase)
      return false;
  }
  return true;
}

LogicalResult KernelLowering::chooseDestination(unsigned result) {
  Value value = getYielded(result);
  Operation *op = value.getDefiningOp();
  if (!op || isa<graph::RenameOp, graph::PickOp>(op)) {
    copies.push_back(result);
    return success();
  }
  bool first = !storages.contains(value);
  if (plan.isRowReduction(op)) {
    if (value.hasOneUse()) {
      storages[value] = results[result];
      destinations[value].push_back({results[result], accumulateFlags[result]});
      return success();
    }
    if (isa<graph::ScatterAddOp>(op) || plan.hasRows(value.getType()))
      return op->emitError(
          "is a sum over rows that the same kernel uses again; give it a kernel of "
          "its own");
    copies.push_back(result);
    return success();
  }
  FailureOr<bool> early = canWriteEarly(result);
  if (failed(early))
    return failure();
  bool direct = *early && !isa<graph::ReduceOp>(op) &&
                (!isa<graph::RopeOp>(op) || (first && !accumulateFlags[result]));
  if (!direct) {
    copies.push_back(result);
    return success();
  }
  destinations[value].push_back({results[result], accumulateFlags[result]});
  if (first && !accumulateFlags[result])
    storages[value] = results[result];
  return success();
}

LogicalResult KernelLowering::chooseDestinations() {
  for (unsigned result = 0; result < results.size(); ++result)
    if (failed(chooseDestination(result)))
      return failure();
  return success();
}

bool KernelLowering::needsScratch(Value value) const {
  Operation *op = value.getDefiningOp();
  if (storages.contains(value) || isa<graph::RenameOp>(op))
    return false;
  if (isa<graph::ReduceOp, graph::PickOp, graph::RopeOp, graph::ScatterAddOp>(op))
    return true;
  return llvm::any_of(value.getUses(), [&](OpOperand &use) {
    if (isa<exec::YieldOp>(use.getOwner()))
      return llvm::is_contained(copies, use.getOperandNumber());
    return plan.getPhase(use.getOwner()) != plan.getPhase(op);
  });
}

Storage KernelLowering::createScratch(Type element, ArrayRef<StringAttr> axes,
                                      ArrayRef<int64_t> sizes, Location loc) {
  auto type = MemRefType::get(sizes, element);
  scratchBytes += type.getNumElements() * llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
  Value memref = memref::AllocaOp::create(builder, loc, type, builder.getI64IntegerAttr(64));
  return makeStorage(memref, axes, sizes);
}

LogicalResult KernelLowering::createScratch(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  Operation *op = value.getDefiningOp();
  if (plan.isRowReduction(op) && plan.hasRows(type))
    return op->emitError("is a sum over rows that the same kernel uses again; give it a kernel of "
                         "its own");
  SmallVector<StringAttr> axes;
  SmallVector<int64_t> sizes;
  for (unsigned dim : plan.getColumnDims(type)) {
    axes.push_back(graph::getAxes(type)[dim]);
    sizes.push_back(type.getDimSize(dim));
  }
  storages[value] = createScratch(type.getElementType(), axes, sizes, value.getLoc());
  destinations[value].push_back({storages[value], Value()});
  return success();
}

LogicalResult KernelLowering::createScratch() {
  for (const Phase &phase : plan.getPhases())
    for (Operation *op : phase.ops)
      for (Value value : op->getResults())
        if (needsScratch(value) && failed(createScratch(value)))
          return failure();
  return success();
}

} // namespace heddle::kernels
