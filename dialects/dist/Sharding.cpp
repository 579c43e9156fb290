//===- Sharding.cpp - what an op makes of distributed operands ------------===//

#include "dialects/dist/Sharding.h"

#include "dialects/dist/Layouts.h"

#include <map>

using namespace mlir;
using heddle::graph::Linearity;
using heddle::graph::ReductionKind;
using heddle::graph::ShardableOpInterface;

namespace heddle::dist {

static MeshAxisSet getLoopSplits(Operation *op) {
  MeshAxisSet axes;
  for (Type type : op->getOperandTypes())
    axes = axes | getSplitAxes(type);
  for (Type type : op->getResultTypes())
    axes = axes | getSplitAxes(type);
  return axes;
}

//===----------------------------------------------------------------------===//
// Partial operands
//===----------------------------------------------------------------------===//

/// Over what all addends are partial.
static MeshAxisSet getCommonPartial(Operation *op, ShardableOpInterface shardable) {
  std::optional<MeshAxisSet> common;
  for (OpOperand &operand : op->getOpOperands())
    if (shardable.getLinearity(operand.getOperandNumber()) == Linearity::Additive) {
      MeshAxisSet partial = getPartial(operand.get());
      common = common ? *common & partial : partial;
    }
  return common.value_or(MeshAxisSet());
}

/// Over what the other factors are partial that come before `index`.
static MeshAxisSet getEarlierFactors(Operation *op, ShardableOpInterface shardable,
                                     unsigned index) {
  MeshAxisSet partial;
  for (unsigned i = 0; i < index; ++i)
    if (shardable.getLinearity(i) == Linearity::Multiplicative)
      partial = partial | getPartial(op->getOperand(i));
  return partial;
}

static PartialConflict findConflict(Operation *op, ShardableOpInterface shardable, unsigned index) {
  LayoutAttr layout = getLayout(op->getOperand(index));
  MeshAxisSet partial = layout.getPartialAxes();
  Linearity linearity = shardable ? shardable.getLinearity(index) : Linearity::None;
  if (layout.getReduction() == ReductionKind::Max ||
      (shardable && shardable.getReductionKind() == ReductionKind::Max) ||
      linearity == Linearity::None)
    return {index, partial, "the op is not linear in it"};
  if (linearity == Linearity::Additive) {
    MeshAxisSet unlike = partial - getCommonPartial(op, shardable);
    return {index, unlike, "another addend is complete over them"};
  }
  MeshAxisSet twice = partial & (getEarlierFactors(op, shardable, index) | getLoopSplits(op));
  return {index, twice, "another factor is split or partial over them"};
}

SmallVector<PartialConflict> findPartialConflicts(Operation *op) {
  auto shardable = dyn_cast<ShardableOpInterface>(op);
  SmallVector<PartialConflict> conflicts;
  for (unsigned i = 0; i < op->getNumOperands(); ++i) {
    if (getPartial(op->getOperand(i)).empty())
      continue;
    PartialConflict conflict = findConflict(op, shardable, i);
    if (!conflict.axes.empty())
      conflicts.push_back(std::move(conflict));
  }
  return conflicts;
}

//===----------------------------------------------------------------------===//
// Partial results
//===----------------------------------------------------------------------===//

/// The mesh axes that split an axis which some operand has and the result lacks.
static MeshAxisSet getReducedSplits(Operation *op, LayoutAttr result) {
  MeshAxisSet reduced;
  for (Type type : op->getOperandTypes())
    if (LayoutAttr layout = getLayout(type))
      for (auto [name, split] : llvm::zip(layout.getNames(), layout.getSplits()))
        if (!llvm::is_contained(result.getNames(), name))
          reduced = reduced | MeshAxisSet(split.getAxes());
  return reduced - result.getSplitAxes();
}

PartialAxes inferPartial(Operation *op, unsigned index) {
  LayoutAttr result = getLayout(op->getResult(index));
  auto shardable = dyn_cast<ShardableOpInterface>(op);
  if (!result || !shardable)
    return {};
  PartialAxes partial;
  partial.axes = getReducedSplits(op, result);
  if (!partial.axes.empty())
    partial.reduction = shardable.getReductionKind();
  for (OpOperand &operand : op->getOpOperands())
    if (shardable.getLinearity(operand.getOperandNumber()) != Linearity::None)
      partial.axes = partial.axes | getPartial(operand.get());
  return partial;
}

//===----------------------------------------------------------------------===//
// Splits
//===----------------------------------------------------------------------===//

namespace {
/// How the axes of one op are split.
struct AxisTable {
  Operation *op;
  llvm::MapVector<StringAttr, AxisSplit> splits;

  LogicalResult add(Type type);
  LogicalResult checkUnsplittable();
  LogicalResult checkMeshAxes();
};
} // namespace

LogicalResult AxisTable::add(Type type) {
  LayoutAttr layout = getLayout(type);
  if (!layout)
    return success();
  for (auto [name, split] : llvm::zip(layout.getNames(), layout.getSplits())) {
    auto [it, inserted] = splits.insert({name, split});
    if (!inserted && !(it->second == split))
      return op->emitOpError() << "axis '" << name.getValue() << "' is split over "
                               << toString(split.getAxes()) << " in one operand or result and over "
                               << toString(it->second.getAxes())
                               << " in another; give both the same layout";
  }
  return success();
}

LogicalResult AxisTable::checkUnsplittable() {
  auto shardable = dyn_cast<ShardableOpInterface>(op);
  if (!shardable)
    return success();
  for (StringAttr name : shardable.getUnsplittableAxes()) {
    auto it = splits.find(name);
    if (it != splits.end() && !it->second.getAxes().empty())
      return op->emitOpError() << "axis '" << name.getValue() << "' is split over "
                               << toString(it->second.getAxes())
                               << ", but the op couples its elements; remove the rule for '"
                               << name.getValue() << "' from the plan";
  }
  return success();
}

/// A mesh axis that split two axes of an op would compute a diagonal only. The heads of attention
/// are the exception: query and key heads are different names of one loop, so they must be split
/// alike.
LogicalResult AxisTable::checkMeshAxes() {
  bool groupedHeads = isa<graph::AttentionOp, graph::AttentionGradOp>(op);
  std::map<MeshAxis, StringAttr> owners;
  for (auto &[name, split] : splits)
    for (MeshAxis axis : split.getAxes()) {
      auto [it, inserted] = owners.insert({axis, name});
      if (inserted)
        continue;
      if (groupedHeads && splits.lookup(it->second) == split)
        continue;
      return op->emitOpError() << "mesh axis " << stringifyMeshAxis(axis) << " splits both '"
                               << it->second.getValue() << "' and '" << name.getValue()
                               << "'; it can split only one axis of an op";
    }
  return success();
}

/// Query heads and key heads are paired locally, so either both are split or none.
static LogicalResult verifyHeads(Operation *op) {
  if (!isa<graph::AttentionOp, graph::AttentionGradOp>(op))
    return success();
  LayoutAttr query = getLayout(op->getOperand(0)), key = getLayout(op->getOperand(1));
  if (query && key && query.getSplitAxes() == key.getSplitAxes())
    return success();
  return op->emitOpError()
         << "query heads and key heads must be split by the same mesh axes; choose a tp that "
            "divides both";
}

LogicalResult verifySplits(Operation *op) {
  AxisTable table{op, {}};
  for (Type type : op->getOperandTypes())
    if (failed(table.add(type)))
      return failure();
  for (Type type : op->getResultTypes())
    if (failed(table.add(type)))
      return failure();
  if (failed(table.checkUnsplittable()) || failed(table.checkMeshAxes()))
    return failure();
  return verifyHeads(op);
}

//===----------------------------------------------------------------------===//
// LayoutAttr::verifyOp
//===----------------------------------------------------------------------===//

/// Zero everywhere is a partial sum of zero, over whatever mesh axes.
static bool isZeroSum(Operation *op, LayoutAttr layout) {
  auto constant = dyn_cast<graph::ConstantOp>(op);
  return constant && layout.getReduction() == ReductionKind::Sum && constant.getValue().isZero();
}

static LogicalResult verifyResult(Operation *op, unsigned index) {
  LayoutAttr layout = getLayout(op->getResult(index));
  if (isZeroSum(op, layout))
    return success();
  PartialAxes expected = inferPartial(op, index);
  MeshAxisSet actual = layout.getPartialAxes();
  if (actual == expected.axes && (actual.empty() || layout.getReduction() == expected.reduction))
    return success();
  return op->emitOpError() << "result " << index << " is partial over " << toString(actual)
                           << ", but by its operands it is partial over "
                           << toString(expected.axes);
}

LogicalResult LayoutAttr::verifyOp(Operation *op) const {
  if (failed(verifySplits(op)))
    return failure();
  for (const PartialConflict &conflict : findPartialConflicts(op))
    return op->emitOpError() << "operand " << conflict.operand << " is partial over "
                             << toString(conflict.axes) << ", but " << conflict.reason
                             << "; insert dist.all_reduce over them before it";
  for (unsigned i = 0; i < op->getNumResults(); ++i)
    if (getLayout(op->getResult(i)) && failed(verifyResult(op, i)))
      return failure();
  return success();
}

} // namespace heddle::dist
