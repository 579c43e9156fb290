//===- PhaseLowering.cpp - the fused loop of a phase ----------------------===//

#include "passes/kernels/ElementBody.h"
#include "passes/kernels/KernelLowering.h"

#include "dialects/graph/Axes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace heddle::kernels {

/// The contiguous columns of `storage` as one axis.
static Access flatten(const Storage &storage, Value zero) { return {storage.memref, zero, {1}}; }

void KernelLowering::fill(const Storage &storage, double value, Location loc) {
  auto type = cast<MemRefType>(storage.memref.getType());
  GenericBuilder loop(builder, loc, {type.getNumElements()});
  loop.addOutput(flatten(storage, constantIndex(0, loc)));
  loop.create([&](OpBuilder &inner, ValueRange, ValueRange) -> SmallVector<Value> {
    return {ScalarMath(inner, loc, type.getElementType()).constant(value)};
  });
  ++numGenerics;
}

/// value, plus `old` if `accumulate` says so at run time.
Value KernelLowering::addOld(OpBuilder &inner, Value value, Value old, Value accumulate) {
  if (!accumulate)
    return value;
  ScalarMath math(inner, value.getLoc(), value.getType());
  Value addend = arith::SelectOp::create(inner, value.getLoc(), accumulate, old, math.constant(0));
  return math.add(value, addend);
}

void KernelLowering::emitCopy(unsigned result) {
  Value value = getYielded(result);
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<StringAttr> axes;
  SmallVector<int64_t> sizes;
  for (unsigned dim : plan.getColumnDims(type)) {
    axes.push_back(graph::getAxes(type)[dim]);
    sizes.push_back(type.getDimSize(dim));
  }
  GenericBuilder loop(builder, value.getLoc(), sizes);
  loop.addInput(access(storages[value], axes, value.getLoc()));
  loop.addOutput(access(results[result], axes, value.getLoc()));
  loop.create([&](OpBuilder &inner, ValueRange in, ValueRange out) -> SmallVector<Value> {
    return {addOld(inner, in[0], out[0], accumulateFlags[result])};
  });
  ++numGenerics;
}

void KernelLowering::emitPhase(const Phase &phase) {
  Operation *op = phase.ops.front();
  if (auto pick = dyn_cast<graph::PickOp>(op))
    emitPick(pick);
  else if (auto scatter = dyn_cast<graph::ScatterAddOp>(op))
    emitScatterAdd(phase, scatter);
  else if (auto rope = dyn_cast<graph::RopeOp>(op))
    emitRope(phase, rope);
  else if (auto rename = dyn_cast<graph::RenameOp>(op))
    emitRename(rename);
  else
    emitFused(phase);
}

static bool usesPosition(Operation *op) { return isa<graph::RngOp, graph::CrossEntropyGradOp>(op); }

namespace {
/// Emits the body of a fused loop: one scalar per value of the phase.
class PhaseBody {
public:
  explicit PhaseBody(const Phase &phase) : phase(phase) {}

  /// Leaves of the loop: values read from memory, and the tables of gathers, whose element counts
  /// only if `inside` holds.
  struct Leaf {
    unsigned input;
    Value inside;
  };
  llvm::MapVector<Value, Leaf> leaves;
  llvm::DenseMap<Value, Value> elements;

  bool isLeaf(Value value) const {
    Operation *op = value.getDefiningOp();
    return graph::isGraphTensor(value.getType()) && !isInlined(op) &&
           (!op || !llvm::is_contained(phase.ops, op));
  }

  void bindLeaves(OpBuilder &inner, ValueRange inputs) {
    for (auto &[value, leaf] : leaves) {
      Value element = inputs[leaf.input];
      if (leaf.inside) {
        ScalarMath math(inner, value.getLoc(), element.getType());
        element =
            arith::SelectOp::create(inner, value.getLoc(), leaf.inside, element, math.constant(0));
      }
      elements[value] = element;
    }
  }

  Value getElement(OpBuilder &inner, Value value,
                   const llvm::DenseMap<Value, Value> &scalars) const {
    if (Value element = elements.lookup(value))
      return element;
    if (auto constant = value.getDefiningOp<graph::ConstantOp>())
      return emitElement(inner, constant, {}, [](StringAttr) { return Value(); }).front();
    return scalars.lookup(value);
  }

private:
  const Phase &phase;
};

Value combine(graph::ReduceOp op, OpBuilder &inner, Value sum, Value element) {
  ScalarMath math(inner, op.getLoc(), element.getType());
  return op.getKind() == graph::ReductionKind::Sum ? math.add(sum, element)
                                                   : math.max(sum, element);
}
} // namespace

/// A sum within the row starts anew for every row.
static double getNeutral(graph::ReduceOp op) {
  return op.getKind() == graph::ReductionKind::Sum ? 0.0 : -std::numeric_limits<double>::infinity();
}

void KernelLowering::emitFused(const Phase &phase) {
  Location loc = phase.ops.front()->getLoc();
  PhaseBody body(phase);
  GenericBuilder loop(builder, loc, phase.sizes);
  if (llvm::any_of(phase.ops, usesPosition))
    loop.keepDims();
  for (Operation *op : phase.ops) {
    if (auto gather = dyn_cast<graph::GatherOp>(op)) {
      int64_t size = graph::getAxisSize(gather.getTable().getType(), gather.getAxis());
      auto [index, inside] = loadIndex(gather.getIndices(), gather.getOffsets(), size, loc);
      Access table =
          access(storages[gather.getTable()], phase.axes, loc, {gather.getAxisAttr(), index});
      body.leaves[gather.getResult()] = {loop.addInput(table), inside};
      continue;
    }
    for (Value operand : op->getOperands())
      if (body.isLeaf(operand) && !body.leaves.contains(operand))
        body.leaves[operand] = {loop.addInput(access(storages[operand], phase.axes, loc)), Value()};
  }
  SmallVector<std::pair<Value, Destination>> outputs;
  for (Operation *op : phase.ops)
    for (Value value : op->getResults())
      for (const Destination &destination : destinations[value]) {
        loop.addOutput(access(destination.storage, phase.axes, loc));
        outputs.push_back({value, destination});
      }
  if (outputs.empty())
    return;
  for (Operation *op : phase.ops)
    if (auto reduce = dyn_cast<graph::ReduceOp>(op); reduce && !plan.isRowReduction(op))
      fill(storages[reduce.getResult()], getNeutral(reduce), loc);

  loop.create([&](OpBuilder &inner, ValueRange in, ValueRange out) {
    body.bindLeaves(inner, in);
    auto position = [&](StringAttr axis) -> Value {
      auto column = llvm::find(phase.axes, axis);
      if (column == phase.axes.end())
        return getRowIndex(axis);
      return linalg::IndexOp::create(inner, loc, column - phase.axes.begin());
    };
    for (Operation *op : phase.ops) {
      if (isa<graph::GatherOp, graph::ReduceOp>(op))
        continue;
      SmallVector<Value> operands;
      for (Value operand : op->getOperands())
        operands.push_back(body.getElement(inner, operand, scalars));
      SmallVector<Value> values = emitElement(inner, op, operands, position);
      for (auto [result, value] : llvm::zip_equal(op->getResults(), values))
        body.elements[result] = value;
    }
    SmallVector<Value> yielded;
    for (auto [index, output] : llvm::enumerate(outputs)) {
      auto &[value, destination] = output;
      if (auto reduce = value.getDefiningOp<graph::ReduceOp>())
        yielded.push_back(
            combine(reduce, inner, out[index], body.getElement(inner, reduce.getInput(), scalars)));
      else
        yielded.push_back(addOld(inner, body.elements[value], out[index], destination.accumulate));
    }
    return yielded;
  });
  ++numGenerics;
}

} // namespace heddle::kernels
