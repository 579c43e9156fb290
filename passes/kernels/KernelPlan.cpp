//===- KernelPlan.cpp - the loops of a kernel and what runs in each -------===//

#include "passes/kernels/KernelPlan.h"

#include "dialects/graph/Axes.h"
#include "passes/analysis/KernelLoops.h"
#include "passes/kernels/ElementBody.h"

using namespace mlir;

namespace heddle::kernels {

bool isSpecial(Operation *op) {
  return isa<graph::PickOp, graph::ScatterAddOp, graph::RopeOp, graph::RenameOp>(op);
}

bool isInlined(Operation *op) {
  return op && (isa<arith::ConstantOp>(op) ||
                (isa<graph::ConstantOp>(op) &&
                 llvm::none_of(op->getUsers(), llvm::IsaPred<exec::YieldOp>)));
}

SmallVector<unsigned> KernelPlan::getColumnDims(Type type) const {
  SmallVector<unsigned> dims;
  for (auto [dim, axis] : llvm::enumerate(graph::getAxes(type)))
    if (!isRow(axis))
      dims.push_back(dim);
  return dims;
}

bool KernelPlan::hasRows(Type type) const {
  return llvm::any_of(graph::getAxes(type), [&](StringAttr axis) { return isRow(axis); });
}

bool KernelPlan::isRowReduction(Operation *op) const {
  if (isa<graph::ScatterAddOp>(op))
    return true;
  return isa<graph::ReduceOp>(op) && llvm::any_of(rows, [&](StringAttr row) {
           return graph::findAxis(op->getOperand(0).getType(), row) &&
                  !graph::findAxis(op->getResult(0).getType(), row);
         });
}

std::optional<unsigned> KernelPlan::getPhase(Operation *op) const {
  auto found = phaseOf.find(op);
  return found == phaseOf.end() ? std::nullopt : std::optional(found->second);
}

/// A loop over fewer columns than this costs more than it does: inner rows are better made columns,
/// as long as the scratch of a row stays in the L1 cache.
static constexpr int64_t kMinColumns = 256, kMaxColumns = 4096;

/// The most columns that one of `types` has.
int64_t KernelPlan::countColumns(ArrayRef<Type> types) const {
  int64_t most = 1;
  for (Type type : types) {
    int64_t columns = 1;
    for (unsigned dim : getColumnDims(type))
      columns *= cast<RankedTensorType>(type).getDimSize(dim);
    most = std::max(most, columns);
  }
  return most;
}

/// The rows the kernel asks for; inner ones become columns until a row is worth its loop. Without
/// columns the last row always does: the ops are then elementwise along it and need no scratch.
void KernelPlan::chooseRows() {
  Block &body = kernel.getBody().front();
  SmallVector<Type> types(llvm::make_filter_range(body.getArgumentTypes(), graph::isGraphTensor));
  SmallVector<StringAttr> needed;
  for (Operation &op : body.without_terminator()) {
    llvm::append_range(types, llvm::make_filter_range(op.getResultTypes(), graph::isGraphTensor));
    llvm::append_range(needed, getNeededRows(&op));
  }
  for (Attribute row : kernel.getRows())
    rows.push_back(cast<StringAttr>(row));
  int64_t columns = countColumns(types);
  while (!rows.empty() && columns < kMinColumns && !llvm::is_contained(needed, rows.back())) {
    StringAttr last = rows.pop_back_val();
    int64_t widened = countColumns(types);
    if (widened > kMaxColumns && columns > 1) {
      rows.push_back(last);
      break;
    }
    columns = widened;
  }
  for (StringAttr row : rows)
    for (Type type : types)
      if (graph::findAxis(type, row)) {
        rowSizes.push_back(graph::getAxisSize(type, row.getValue()));
        break;
      }
}

/// The type whose columns the op loops over.
Type KernelPlan::getDomain(Operation *op) const {
  if (isa<graph::ReduceOp, graph::ScatterAddOp, graph::PickOp>(op))
    return op->getOperand(0).getType();
  return op->getResult(0).getType();
}

bool KernelPlan::usesRowSum(Operation *op) const {
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    Operation *producer = operand.getDefiningOp();
    return producer && !isInlined(producer) &&
           (getNest(producer) == Nest::After || isRowReduction(producer));
  });
}

LogicalResult KernelPlan::checkRows(Operation *op) const {
  for (StringAttr needed : getNeededRows(op))
    if (!isRow(needed))
      return op->emitError("needs ")
             << needed << " among the rows of the kernel; its rows are " << kernel.getRows();
  auto varies = [&](StringAttr row) {
    return llvm::any_of(
        llvm::concat<Type>(op->getOperandTypes(), op->getResultTypes()),
        [&](Type type) { return graph::isGraphTensor(type) && graph::findAxis(type, row); });
  };
  size_t varying = llvm::count_if(rows, varies);
  if (varying != 0 && varying != rows.size())
    return op->emitError("varies along some rows of the kernel only; its rows are ")
           << kernel.getRows() << ": give it a kernel of its own";
  return success();
}

bool KernelPlan::haveSameColumns(Operation *a, Operation *b) const {
  Type from = getDomain(a), to = getDomain(b);
  SmallVector<unsigned> fromDims = getColumnDims(from);
  return fromDims.size() == getColumnDims(to).size() && llvm::all_of(fromDims, [&](unsigned dim) {
           auto found = graph::findAxis(to, graph::getAxes(from)[dim]);
           return found && cast<RankedTensorType>(to).getDimSize(*found) ==
                               cast<RankedTensorType>(from).getDimSize(dim);
         });
}

/// `op` can take the value of `producer` from the same turn of the same loop.
bool KernelPlan::isFusable(Operation *producer, Operation *op) const {
  return !isSpecial(producer) && !isSpecial(op) && !isa<graph::ReduceOp>(producer) &&
         !isa<graph::GatherOp>(op) && haveSameColumns(producer, op);
}

LogicalResult KernelPlan::placeOp(Operation *op) {
  if (failed(checkRows(op)))
    return failure();
  auto inRows = [&](Type type) { return graph::isGraphTensor(type) && hasRows(type); };
  bool varying = rows.empty() || llvm::any_of(op->getOperandTypes(), inRows) ||
                 llvm::any_of(op->getResultTypes(), inRows);
  bool afterSum = usesRowSum(op);
  if (varying && afterSum && !rows.empty())
    return op->emitError("uses, row by row, a sum over rows of the same kernel; give it a kernel "
                         "of its own");
  Nest nest = varying ? Nest::Rows : afterSum ? Nest::After : Nest::Before;
  unsigned level = 0;
  for (Value operand : op->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    if (producer && !isInlined(producer) && getNest(producer) == nest)
      level = std::max(level, levels.lookup(producer) + (isFusable(producer, op) ? 0 : 1));
  }
  nests[op] = nest;
  levels[op] = level;
  return success();
}

Phase *KernelPlan::findPhase(Operation *op) {
  if (isSpecial(op))
    return nullptr;
  auto found = llvm::find_if(phases, [&](const Phase &phase) {
    return !phase.special && phase.nest == getNest(op) && phase.level == levels[op] &&
           haveSameColumns(phase.ops.front(), op);
  });
  return found == phases.end() ? nullptr : &*found;
}

void KernelPlan::buildPhases() {
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    if (isInlined(&op))
      continue;
    if (Phase *phase = findPhase(&op)) {
      phase->ops.push_back(&op);
      continue;
    }
    Phase phase{getNest(&op), levels[&op], {}, {}, {&op}, isSpecial(&op)};
    auto domain = cast<RankedTensorType>(getDomain(&op));
    for (unsigned dim : getColumnDims(domain)) {
      phase.axes.push_back(graph::getAxes(domain)[dim]);
      phase.sizes.push_back(domain.getDimSize(dim));
    }
    phases.push_back(std::move(phase));
  }
  // The first op breaks ties: phases are in program order.
  llvm::sort(phases, [](const Phase &a, const Phase &b) {
    if (std::pair(a.nest, a.level) != std::pair(b.nest, b.level))
      return std::pair(a.nest, a.level) < std::pair(b.nest, b.level);
    return a.ops.front() != b.ops.front() && a.ops.front()->isBeforeInBlock(b.ops.front());
  });
  for (auto [index, phase] : llvm::enumerate(phases))
    for (Operation *op : phase.ops)
      phaseOf[op] = index;
}

FailureOr<KernelPlan> KernelPlan::create(exec::KernelOp kernel) {
  KernelPlan plan(kernel);
  plan.chooseRows();
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    if (isInlined(&op))
      continue;
    if (!isElementwise(&op) && !isSpecial(&op) && !isa<graph::ReduceOp, graph::GatherOp>(op))
      return op.emitError("has no kernel; a kernel holds elementwise ops, reductions, norms, "
                          "gather, scatter_add, pick and rope");
    if (failed(plan.placeOp(&op)))
      return failure();
  }
  plan.buildPhases();
  return plan;
}

} // namespace heddle::kernels
