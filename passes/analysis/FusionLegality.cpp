//===- FusionLegality.cpp - which ops can share a kernel ------------------===//

#include "passes/analysis/FusionLegality.h"

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"
#include "passes/analysis/KernelLoops.h"

#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace heddle {

static bool contains(ArrayRef<LoopAxis> axes, StringAttr name) {
  return llvm::any_of(axes, [&](const LoopAxis &axis) { return axis.name == name; });
}

SmallVector<LoopAxis> FusionLegality::getLoopAxes(Operation *op) const {
  SmallVector<RankedTensorType> types;
  for (Type type : llvm::concat<Type>(op->getOperandTypes(), op->getResultTypes()))
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      types.push_back(tensor);
  llvm::stable_sort(types, [](auto a, auto b) { return a.getRank() > b.getRank(); });
  // A table's own axis is not looped over.
  SmallVector<StringAttr> skipped;
  if (isa<graph::GatherOp, graph::ScatterAddOp>(op))
    skipped = getCoupledAxes(op);
  SmallVector<LoopAxis> axes;
  for (RankedTensorType type : types)
    for (auto [name, size] : llvm::zip_equal(graph::getAxes(type), dist::getLocalShape(type, mesh)))
      if (!contains(axes, name) && !llvm::is_contained(skipped, name))
        axes.push_back({name, size});
  return axes;
}

FusionGroup FusionLegality::start(Operation *op) const {
  FusionGroup group{{op}, {}, getNeededRows(op)};
  SmallVector<StringAttr> coupled = getCoupledAxes(op);
  SmallVector<LoopAxis> axes = getLoopAxes(op);
  for (const LoopAxis &axis : axes) {
    if (llvm::is_contained(coupled, axis.name))
      break; // rows are a prefix: columns stay contiguous
    group.rows.push_back(axis);
  }
  // Unless an axis behind the coupled one must be a row.
  for (const LoopAxis &axis : axes)
    if (llvm::is_contained(group.needed, axis.name) && !contains(group.rows, axis.name))
      group.rows.push_back(axis);
  return group;
}

size_t FusionLegality::countColumnAxes(Operation *op, ArrayRef<LoopAxis> rows) const {
  return llvm::count_if(getLoopAxes(op),
                        [&](const LoopAxis &axis) { return !contains(rows, axis.name); });
}

/// The axes that both have, as long as they agree from the outermost on.
static SmallVector<LoopAxis> commonPrefix(ArrayRef<LoopAxis> a, ArrayRef<LoopAxis> b) {
  SmallVector<LoopAxis> common;
  for (auto [left, right] : llvm::zip(a, b)) {
    if (!(left == right))
      break;
    common.push_back(left);
  }
  return common;
}

/// A scalar op on what the group sums up: it runs once, after the rows.
bool FusionLegality::runsAfterRows(const FusionGroup &group, Operation *op) const {
  if (!llvm::is_contained(group.ops, op) || !getLoopAxes(op).empty())
    return false;
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    Operation *producer = operand.getDefiningOp();
    return producer && llvm::is_contained(group.ops, producer) &&
           (!getLoopAxes(producer).empty() || runsAfterRows(group, producer));
  });
}

/// Summed rows must be the last ones, so that only they become columns: a kernel that keeps more
/// than one summed axis per row would need as much scratch.
std::optional<SmallVector<LoopAxis>> FusionLegality::dropSummed(const FusionGroup &group,
                                                                Operation *op) const {
  SmallVector<LoopAxis> rows = group.rows;
  if (getLoopAxes(op).empty())
    return rows; // runs once, after the rows
  for (Value operand : op->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    if (!producer || !llvm::is_contained(group.ops, producer))
      continue;
    if (runsAfterRows(group, producer))
      return std::nullopt;
    SmallVector<StringAttr> summed = getReducedAxes(producer, operand);
    auto isSummed = [&](const LoopAxis &axis) { return llvm::is_contained(summed, axis.name); };
    while (!rows.empty() && isSummed(rows.back()))
      rows.pop_back();
    if (llvm::any_of(rows, isSummed))
      return std::nullopt;
  }
  return rows;
}

std::optional<FusionGroup> FusionLegality::join(const FusionGroup &group, Operation *op) const {
  FusionGroup alone = start(op), joined = group;
  bool groupLoops = llvm::any_of(group.ops, [&](Operation *o) { return !getLoopAxes(o).empty(); });
  bool opLoops = !getLoopAxes(op).empty();
  if (groupLoops && opLoops) {
    std::optional<SmallVector<LoopAxis>> rows = dropSummed(group, op);
    if (!rows)
      return std::nullopt;
    joined.rows = commonPrefix(*rows, alone.rows);
    if (joined.rows.empty())
      return std::nullopt;
  } else if (opLoops) {
    joined.rows = alone.rows;
  }
  llvm::append_range(joined.needed, alone.needed);
  for (StringAttr needed : joined.needed)
    if (!contains(joined.rows, needed))
      return std::nullopt;
  joined.ops.push_back(op);
  // One name, one size: an axis name means one loop of the kernel.
  llvm::SmallDenseMap<StringAttr, int64_t> sizes;
  for (Operation *member : joined.ops) {
    for (const LoopAxis &axis : getLoopAxes(member))
      if (sizes.try_emplace(axis.name, axis.size).first->second != axis.size)
        return std::nullopt;
    size_t alone = countColumnAxes(member, start(member).rows);
    if (countColumnAxes(member, joined.rows) > std::max<size_t>(alone, 1))
      return std::nullopt;
  }
  if (leavesGroup(group, op))
    return std::nullopt;
  return joined;
}

/// Walks from the operands of `op` up to the group; a step out of the group and back is a cycle
/// between kernels. The ops of another group run together, so entering one means needing the
/// operands of all of them.
bool FusionLegality::leavesGroup(const FusionGroup &group, Operation *op) const {
  llvm::SmallPtrSet<Operation *, 32> visited;
  SmallVector<Operation *> outside;
  auto visit = [&](Operation *producer) {
    if (producer && producer->getBlock() == &block && !llvm::is_contained(group.ops, producer) &&
        visited.insert(producer).second)
      outside.push_back(producer);
  };
  auto visitOperands = [&](Operation *user) {
    for (Value operand : user->getOperands())
      visit(operand.getDefiningOp());
  };
  // What the group itself needs must not come from the op's side either, now that they run
  // together.
  visitOperands(op);
  for (Operation *member : group.ops)
    visitOperands(member);
  while (!outside.empty()) {
    Operation *current = outside.pop_back_val();
    if (current == op)
      return true;
    if (std::optional<unsigned> other = getGroup(current))
      for (Operation *sibling : members[*other])
        visit(sibling);
    for (Value operand : current->getOperands())
      if (Operation *producer = operand.getDefiningOp();
          producer && llvm::is_contained(group.ops, producer))
        return true;
    visitOperands(current);
  }
  return false;
}

void FusionLegality::assign(Operation *op, unsigned group) {
  groups[op] = group;
  if (members.size() <= group)
    members.resize(group + 1);
  members[group].push_back(op);
}

std::optional<unsigned> FusionLegality::getGroup(Operation *op) const {
  auto found = groups.find(op);
  return found == groups.end() ? std::nullopt : std::optional(found->second);
}

} // namespace heddle
