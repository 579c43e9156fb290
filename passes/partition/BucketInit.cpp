//===- BucketInit.cpp - the init entry on flat values ---------------------===//
//
// One call per old call and set of users.
//
//===----------------------------------------------------------------------===//

#include "passes/analysis/Entries.h"
#include "passes/partition/BucketOptimizer.h"

using namespace mlir;

namespace heddle::partition {

namespace {

/// Which suffix of its parameter a moment is: "wte.moment1" is "moment1" of "wte".
std::pair<StringRef, StringRef> splitMoment(StringRef name) { return name.rsplit('.'); }

class InitRewriter {
public:
  InitRewriter(func::FuncOp init, const BucketPlan &plan, OptimizerBlocks &blocks)
      : init(init), plan(plan), blocks(blocks) {}

  LogicalResult run();

private:
  LogicalResult rewrite(func::CallOp call);
  LogicalResult call(func::CallOp old, ArrayRef<OptimizerBlocks::InitResult> results);

  func::FuncOp init;
  const BucketPlan &plan;
  OptimizerBlocks &blocks;
};

/// Where what is written to `variable` lies; the bucket is null for what is not in one.
std::pair<Place, StringRef> findPlace(const BucketPlan &plan, StringAttr variable) {
  if (Place place = plan.lookup(variable); place.bucket)
    return {place, ""};
  auto [parameter, suffix] = splitMoment(variable);
  return {plan.lookup(StringAttr::get(variable.getContext(), parameter)), suffix};
}

LogicalResult InitRewriter::call(func::CallOp old, ArrayRef<OptimizerBlocks::InitResult> results) {
  FailureOr<func::FuncOp> block = blocks.makeInit(getCallee(old), results);
  if (failed(block))
    return failure();
  OpBuilder builder(old);
  auto call = func::CallOp::create(builder, old.getLoc(), *block, old.getOperands());
  call->setDiscardableAttrs(old->getDiscardableAttrDictionary());
  for (auto [result, value] : llvm::zip_equal(results, call.getResults()))
    graph::WriteOp::create(builder, old.getLoc(), result.bucket->getSymbol(result.suffix), value);
  return success();
}

LogicalResult InitRewriter::rewrite(func::CallOp old) {
  SmallVector<OptimizerBlocks::InitResult> results;
  SmallVector<Bucket *> buckets;
  for (auto [i, value] : llvm::enumerate(old.getResults()))
    for (Operation *user : value.getUsers()) {
      auto write = dyn_cast<graph::WriteOp>(user);
      if (!write)
        return user->emitOpError("an initial value may only be written");
      auto [place, suffix] = findPlace(plan, write.getVariableAttr().getAttr());
      Bucket *bucket = place.bucket;
      // The step counter is in no bucket; its block stays.
      if (!bucket)
        return success();
      auto *result = llvm::find_if(results, [&, suffix = suffix](const auto &result) {
        return result.bucket == bucket && result.suffix == suffix;
      });
      if (result == results.end())
        result = &results.emplace_back(OptimizerBlocks::InitResult{bucket, suffix.str(), {}});
      result->results.push_back(i);
      if (!llvm::is_contained(buckets, bucket))
        buckets.push_back(bucket);
    }
  for (ArrayRef<Bucket *> group : groupByUsers(buckets)) {
    SmallVector<OptimizerBlocks::InitResult> own;
    llvm::copy_if(results, std::back_inserter(own),
                  [&](const auto &result) { return llvm::is_contained(group, result.bucket); });
    if (failed(call(old, own)))
      return failure();
  }
  for (Operation *user : llvm::make_early_inc_range(old->getUsers()))
    user->erase();
  old.erase();
  return success();
}

LogicalResult InitRewriter::run() {
  for (auto call : llvm::make_early_inc_range(init.getOps<func::CallOp>()))
    if (getPhase(call) == "init" && failed(rewrite(call)))
      return failure();
  return success();
}

} // namespace

LogicalResult bucketInit(func::FuncOp init, const BucketPlan &plan, OptimizerBlocks &blocks) {
  return InitRewriter(init, plan, blocks).run();
}

} // namespace heddle::partition
