//===- HostGrouping.cpp - what shares a kernel on a CPU -------------------===//

#include "passes/fuse/HostGrouping.h"

#include "passes/analysis/KernelLoops.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace heddle::fuse {

/// Beyond these a kernel runs out of registers for pointers, and the prefetcher out of streams.
static constexpr size_t kMaxOps = 48, kMaxBuffers = 24;
namespace {

class HostGrouper {
public:
  HostGrouper(Block &block, dist::MeshAttr mesh) : block(block), legality(block, mesh) {}

  HostGroups run() {
    for (Operation &op : block.without_terminator())
      // A constant belongs to whoever uses it.
      if (runsInKernel(&op) && !isa<graph::ConstantOp>(op))
        place(&op);
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
    if (!joined || joined->ops.size() > kMaxOps || countBuffers(*joined) > kMaxBuffers)
      return false;
    group = std::move(*joined);
    legality.assign(op, index);
    return true;
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

  /// Groups that read a tensor that `op` reads, latest first; vectors are too small to count.
  llvm::SetVector<unsigned> getSiblingGroups(Operation *op) const {
    SmallVector<unsigned> found;
    for (Value operand : op->getOperands()) {
      auto type = dyn_cast<RankedTensorType>(operand.getType());
      if (!type || type.getRank() < 2)
        continue;
      for (Operation *user : operand.getUsers())
        if (std::optional<unsigned> group = legality.getGroup(user))
          found.push_back(*group);
    }
    llvm::sort(found, std::greater());
    return {found.begin(), found.end()};
  }

  Block &block;
  FusionLegality legality;
  HostGroups result;
};

} // namespace

HostGroups groupForHost(Block &block, dist::MeshAttr mesh) {
  return HostGrouper(block, mesh).run();
}

} // namespace heddle::fuse
