//===- BucketParameters.cpp - parameters become flat buckets --------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/partition/BucketOptimizer.h"
#include "passes/partition/Passes.h"

#define DEBUG_TYPE "heddle-bucket-parameters"

using namespace mlir;

namespace heddle::partition {

#define GEN_PASS_DEF_BUCKETPARAMETERSPASS
#include "passes/partition/Passes.h.inc"

namespace {

/// The symbols of a bucket: its parameters, whole, and its moments, as the optimizer holds them.
void declare(const Bucket &bucket, OpBuilder &builder) {
  SmallVector<Attribute> members;
  for (graph::VariableOp member : bucket.members)
    members.push_back(FlatSymbolRefAttr::get(member.getSymNameAttr()));
  for (StringRef suffix : {"", "moment1", "moment2"}) {
    RankedTensorType type = suffix.empty() ? bucket.type : bucket.shardType;
    auto kind = suffix.empty() ? graph::VariableKind::Parameter : graph::VariableKind::Moment;
    graph::VariableOp first = bucket.members.front();
    dist::BucketOp::create(builder, first.getLoc(), bucket.getSymbol(suffix).getValue(), type, kind,
                           bucket.group, suffix, builder.getArrayAttr(members), bucket.offsets,
                           bucket.decay);
  }
}

/// Old reads, views and sums that nothing uses any more.
void eraseDead(func::FuncOp entry) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(entry.getBody().front())))
    if (isa<graph::ReadOp, dist::ViewOp, graph::AddNOp, dist::AccumulateOp, dist::AllReduceOp>(
            op) &&
        op.use_empty())
      op.erase();
}

/// The blocks that the flat ones replace.
void eraseUncalled(ModuleOp module) {
  llvm::DenseSet<StringAttr> called;
  module.walk([&](func::CallOp call) { called.insert(call.getCalleeAttr().getAttr()); });
  for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
    if (function.isPrivate() && !called.contains(function.getSymNameAttr()))
      function.erase();
}

struct BucketParametersPass : impl::BucketParametersPassBase<BucketParametersPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (!dist::requireMesh(module) || failed(requireBodies(module)))
      return signalPassFailure();
    BucketPlan plan(module);
    FailureOr<BucketGradients> gradients = bucketBlocks(module, plan);
    if (failed(gradients) || failed(bucketOptimizer(plan, *gradients)))
      return signalPassFailure();
    declareBuckets(plan);
    for (func::FuncOp entry : getEntries(module))
      eraseDead(entry);
    eraseUncalled(module);
    numBuckets += plan.getBuckets().size();
  }

  LogicalResult bucketOptimizer(const BucketPlan &plan, const BucketGradients &gradients) {
    OptimizerBlocks blocks(getOperation());
    if (func::FuncOp train = findEntry(getOperation(), "train"))
      if (failed(bucketTrain(train, plan, gradients, blocks)))
        return failure();
    if (func::FuncOp init = findEntry(getOperation(), "init"))
      return bucketInit(init, plan, blocks);
    return success();
  }

  /// After the parameters; moments of their own are gone.
  void declareBuckets(const BucketPlan &plan) {
    for (auto variable : llvm::make_early_inc_range(getOperation().getOps<graph::VariableOp>()))
      if (variable.getKind() == graph::VariableKind::Moment)
        variable.erase();
    OpBuilder builder(getOperation());
    for (auto variable : getOperation().getOps<graph::VariableOp>())
      builder.setInsertionPointAfter(variable);
    for (const std::unique_ptr<Bucket> &bucket : plan.getBuckets())
      declare(*bucket, builder);
  }
};

} // namespace
} // namespace heddle::partition
