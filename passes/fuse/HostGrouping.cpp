//===- HostGrouping.cpp - what shares a kernel on a CPU -------------------===//

#include "passes/fuse/HostGrouping.h"

#include "dialects/dist/Layouts.h"
#include "passes/analysis/KernelLoops.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace heddle::fuse {

/// Elements of a row that several phases can walk before it leaves the L2 cache.
static constexpr int64_t kMaxColumns = 1 << 16;
/// Beyond these a kernel runs out of registers for pointers, and the prefetcher out of streams.
static constexpr size_t kMaxOps = 48, kMaxBuffers = 24;
/// A loop over fewer columns than this costs more than it does: outer rows are better made columns.
static constexpr int64_t kMinColumns = 256;

namespace {

class HostGrouper {
public:
  HostGrouper(Block &block, dist::MeshAttr mesh)
      : block(block), mesh(mesh), legality(block, mesh) {}

  HostGroups run() {
    for (Operation &op : block.without_terminator())
      // A constant belongs to whoever uses it.
      if (runsInKernel(&op) && !isa<graph::ConstantOp>(op))
        place(&op);
    for (FusionGroup &group : result.groups)
      chooseRows(group);
    return std::move(result);
  }

private:
  void place(Operation *op) {
    llvm::SetVector<unsigned> producers = getProducerGroups(op);
    for (unsigned index : producers)
      if (tryJoin(index, op))
        return;
    for (unsigned index : getSiblingGroups(op))
      if (!producers.contains(index) && tryJoin(index, op))
        return;
    result.numBlocked += !producers.empty();
    legality.assign(op, result.groups.size());
    result.groups.push_back(legality.start(op));
  }

  bool tryJoin(unsigned index, Operation *op) {
    FusionGroup &group = result.groups[index];
    std::optional<FusionGroup> joined = legality.join(group, op);
    if (!joined || !pays(group, *joined))
      return false;
    group = std::move(*joined);
    legality.assign(op, index);
    return true;
  }

  bool pays(const FusionGroup &before, const FusionGroup &after) const {
    return after.ops.size() <= kMaxOps && countBuffers(after) <= kMaxBuffers &&
           (after.maxColumns <= kMaxColumns || after.maxColumns == before.maxColumns);
  }

  /// Tensors that go in and out, at most: a result may turn out to be used inside alone.
  static size_t countBuffers(const FusionGroup &group) {
    llvm::SmallPtrSet<Value, 16> buffers;
    auto isInside = [&](Operation *op) { return llvm::is_contained(group.ops, op); };
    for (Operation *op : group.ops) {
      for (Value operand : op->getOperands())
        if (!operand.getDefiningOp() || !isInside(operand.getDefiningOp()))
          buffers.insert(operand);
      for (Value value : op->getResults())
        if (!value.use_empty() && !llvm::all_of(value.getUsers(), isInside))
          buffers.insert(value);
    }
    return buffers.size();
  }

  llvm::SetVector<unsigned> getProducerGroups(Operation *op) const {
    SmallVector<unsigned> found;
    for (Value operand : op->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        if (std::optional<unsigned> group = legality.getGroup(producer))
          found.push_back(*group);
    llvm::sort(found, std::greater());
    return {found.begin(), found.end()};
  }

  /// Groups that read a tensor of several elements that `op` reads, latest first.
  llvm::SetVector<unsigned> getSiblingGroups(Operation *op) const {
    SmallVector<unsigned> found;
    for (Value operand : op->getOperands()) {
      auto type = dyn_cast<RankedTensorType>(operand.getType());
      if (!type || dist::getLocalElements(type, mesh) < kMinColumns)
        continue;
      for (Operation *user : operand.getUsers())
        if (std::optional<unsigned> group = legality.getGroup(user))
          found.push_back(*group);
    }
    llvm::sort(found, std::greater());
    return {found.begin(), found.end()};
  }

  /// Inner rows become columns until a row is worth its loop.
  void chooseRows(FusionGroup &group) const {
    auto isNeeded = [&](const LoopAxis &axis) {
      return llvm::is_contained(group.needed, axis.name);
    };
    int64_t columns = group.maxColumns;
    while (!group.rows.empty() && columns < kMinColumns && !isNeeded(group.rows.back())) {
      columns *= group.rows.back().size;
      group.rows.pop_back();
    }
    group.maxColumns = columns;
  }

  Block &block;
  dist::MeshAttr mesh;
  FusionLegality legality;
  HostGroups result;
};

} // namespace

HostGroups groupForHost(Block &block, dist::MeshAttr mesh) {
  return HostGrouper(block, mesh).run();
}

} // namespace heddle::fuse
