//===- VerifyPartition.cpp - the post-condition of partition --------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/partition/Passes.h"

#include "llvm/Support/MathExtras.h"

#define DEBUG_TYPE "heddle-verify-partition"

using namespace mlir;

namespace heddle::partition {

#define GEN_PASS_DEF_VERIFYPARTITIONPASS
#include "passes/partition/Passes.h.inc"

namespace {

/// A tensor has a layout, and every dimension divides by what splits it.
LogicalResult verifyType(Operation *op, Type type, dist::MeshAttr mesh) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return success();
  dist::LayoutAttr layout = dist::getLayout(type);
  if (!layout)
    return op->emitOpError() << "has the type " << type << " without #dist.layout";
  for (auto [name, split, size] :
       llvm::zip(layout.getNames(), layout.getSplits(), tensor.getShape()))
    if (size % dist::getNumShards(split.getAxes(), mesh) != 0)
      return op->emitOpError() << name.getValue() << " = " << size << " does not divide by "
                               << dist::toString(split.getAxes()) << " = "
                               << dist::getNumShards(split.getAxes(), mesh);
  return success();
}

LogicalResult verifyTypes(Operation *op, dist::MeshAttr mesh) {
  if (isa<graph::CrossEntropyOp>(op))
    return op->emitOpError("is left after partition; heddle-decompose-cross-entropy removes it");
  for (Value operand : op->getOperands())
    if (failed(verifyType(op, operand.getType(), mesh)))
      return failure();
  for (Type type : op->getResultTypes())
    if (failed(verifyType(op, type, mesh)))
      return failure();
  return success();
}

/// What leaves an entry is complete; what a block makes of micro-batches stays per micro-batch.
LogicalResult verifyEnds(func::FuncOp function) {
  bool isEntry = function->hasAttr("graph.entry");
  for (Operation &op : function.getBody().front()) {
    if (isEntry && isa<func::ReturnOp, graph::WriteOp>(op))
      for (Value operand : op.getOperands())
        if (!dist::getPartial(operand).empty())
          return op.emitOpError() << "ends a value that is partial over "
                                  << dist::toString(dist::getPartial(operand))
                                  << "; insert dist.all_reduce before it";
    if (!isEntry && isa<dist::AccumulateOp>(op))
      return op.emitOpError("sums over micro-batches within a block; only entries may");
  }
  return success();
}

/// The members of a bucket lie in it one after the other, up to padding, and are split like it.
/// Shards of a bucket have the offsets of the whole.
LogicalResult verifyBucket(dist::BucketOp bucket, dist::MeshAttr mesh, const SymbolTable &symbols) {
  auto type = cast<RankedTensorType>(bucket.getType());
  dist::MeshAxisSet split = dist::getSplitAxes(type), shards{dist::MeshAxis::DP};
  int64_t size = dist::getLocalElements(type, mesh);
  if (split.contains(shards))
    size *= mesh.getDp();
  int64_t end = 0;
  for (auto [name, offset] :
       llvm::zip(bucket.getMembers().getAsRange<FlatSymbolRefAttr>(), bucket.getOffsets())) {
    auto variable = symbols.lookup<graph::VariableOp>(name.getAttr());
    if (!variable)
      return bucket.emitOpError() << "has the member " << name << ", which is no graph.variable";
    if (dist::getSplitAxes(variable.getType()) != split - shards)
      return bucket.emitOpError() << "is split over " << dist::toString(split) << ", its member "
                                  << name << " over "
                                  << dist::toString(dist::getSplitAxes(variable.getType()));
    if (offset != end)
      return bucket.emitOpError() << "has " << name << " at " << offset
                                  << "; members lie one after the other, so it must be at " << end;
    end += dist::getLocalElements(cast<RankedTensorType>(variable.getType()), mesh);
  }
  if (size != int64_t(llvm::alignTo(end, mesh.getDp())))
    return bucket.emitOpError() << "has " << size << " elements on a device; its members have "
                                << end << ", which dp pads to " << llvm::alignTo(end, mesh.getDp());
  return success();
}

struct VerifyPartitionPass : impl::VerifyPartitionPassBase<VerifyPartitionPass> {
  void runOnOperation() override {
    dist::MeshAttr mesh = dist::requireMesh(getOperation());
    if (!mesh || failed(requireBodies(getOperation())))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      WalkResult types =
          function.walk([&](Operation *op) { return WalkResult(verifyTypes(op, mesh)); });
      if (types.wasInterrupted() || failed(verifyEnds(function)))
        return signalPassFailure();
    }
    for (auto variable : getOperation().getOps<graph::VariableOp>())
      if (failed(verifyVariable(variable)))
        return signalPassFailure();
    SymbolTable symbols(getOperation());
    for (auto bucket : getOperation().getOps<dist::BucketOp>())
      if (failed(verifyBucket(bucket, mesh, symbols)))
        return signalPassFailure();
  }

  LogicalResult verifyVariable(graph::VariableOp variable) {
    if (!dist::getLayout(variable.getType()))
      return variable.emitOpError("has no #dist.layout");
    if (variable.getKind() == graph::VariableKind::Moment)
      return variable.emitOpError("is not in a bucket; heddle-bucket-parameters gathers it");
    return success();
  }
};

} // namespace
} // namespace heddle::partition
