//===- BucketTrain.cpp - the train entry on flat values -----------------------===//
//
// Gradients are summed bucket by bucket, then norms, then updates, in this order.
//
//===----------------------------------------------------------------------===//

#include "passes/partition/BucketOptimizer.h"

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"

#include <map>

using namespace mlir;

namespace heddle::partition {

namespace {

using dist::MeshAxis;
using dist::MeshAxisSet;

/// Rewrites the train entry.
class TrainRewriter {
public:
  TrainRewriter(func::FuncOp train, const BucketPlan &plan, const BucketGradients &contributions,
                OptimizerBlocks &blocks)
      : train(train), plan(plan), contributions(contributions), blocks(blocks), builder(train) {}

  LogicalResult run();

private:
  LogicalResult findCalls();
  LogicalResult findUpdates(func::CallOp call);
  LogicalResult sumGradients();
  Value reduce(Bucket &bucket, Value gradient);
  void makeNorms(func::CallOp call);
  Value sumNorms();
  void makeUpdate(func::CallOp call);
  void update(func::CallOp old, ArrayRef<Bucket *> group);
  void writeParameter(Bucket &bucket, Value value, Location loc);
  Value read(Bucket &bucket, StringRef suffix, Type type, Location loc);

  /// The buckets of a call, and the update that one of the members of each had.
  struct Contents {
    SmallVector<Bucket *> buckets;
    llvm::SmallDenseMap<Bucket *, graph::AdamWOp> updates;
  };
  func::FuncOp train;
  const BucketPlan &plan;
  const BucketGradients &contributions;
  OptimizerBlocks &blocks;
  OpBuilder builder;
  SmallVector<func::CallOp> norms, updates;
  llvm::DenseMap<Operation *, Contents> contents;
  llvm::DenseMap<Value, Bucket *> bucketOfGradient;
  llvm::MapVector<Bucket *, Value> gradients;
  std::map<MeshAxisSet, SmallVector<Value>> sums;
};

LogicalResult TrainRewriter::findUpdates(func::CallOp call) {
  Contents &found = contents[call];
  for (auto update : getCallee(call).getOps<graph::AdamWOp>()) {
    auto operand = [&](Value argument) {
      return call.getOperand(cast<BlockArgument>(argument).getArgNumber());
    };
    auto parameter = operand(update.getParameter()).getDefiningOp<graph::ReadOp>();
    Place place = parameter ? plan.lookup(parameter.getVariableAttr().getAttr()) : Place();
    if (!place.bucket)
      return call.emitError("updates a value that is not read from a parameter");
    auto [it, inserted] = found.updates.insert({place.bucket, update});
    if (inserted)
      found.buckets.push_back(place.bucket);
    else if (it->second.getWeightDecayAttr() != update.getWeightDecayAttr())
      return update.emitOpError() << "has another weight decay than other parameters of bucket '"
                                  << place.bucket->name << "'";
    bucketOfGradient[operand(update.getGradient())] = place.bucket;
  }
  return success();
}

LogicalResult TrainRewriter::findCalls() {
  for (auto call : train.getOps<func::CallOp>()) {
    StringRef phase = getPhase(call);
    if (phase == "norm")
      norms.push_back(call);
    if (phase == "update")
      updates.push_back(call);
  }
  for (func::CallOp call : updates)
    if (failed(findUpdates(call)))
      return failure();
  for (func::CallOp call : norms)
    for (Value gradient : call.getOperands()) {
      Bucket *bucket = bucketOfGradient.lookup(gradient);
      if (!bucket)
        return call.emitError("takes the norm of a gradient that no update takes");
      if (!llvm::is_contained(contents[call].buckets, bucket))
        contents[call].buckets.push_back(bucket);
    }
  return success();
}

/// Complete over dp: everywhere, or each replica its part. Over tp, if it is partial, before that.
Value TrainRewriter::reduce(Bucket &bucket, Value gradient) {
  MeshAxisSet partial = dist::getPartial(gradient), scattered = partial & plan.getShards();
  Location loc = gradient.getLoc();
  auto axes = [&](MeshAxisSet set) {
    return dist::MeshAxesAttr::get(builder.getContext(), set.toVector());
  };
  if (MeshAxisSet reduced = partial - scattered; !reduced.empty()) {
    auto type = dist::withPartial(cast<RankedTensorType>(gradient.getType()), scattered);
    gradient = dist::AllReduceOp::create(builder, loc, type, gradient, axes(reduced));
  }
  if (scattered.empty())
    return gradient;
  return dist::ReduceScatterOp::create(builder, loc, bucket.shardType, gradient, axes(scattered));
}

LogicalResult TrainRewriter::sumGradients() {
  for (func::CallOp call : updates)
    for (Bucket *bucket : contents[call].buckets) {
      auto it = contributions.find(bucket);
      if (it == contributions.end())
        return call.emitError() << "needs the gradient of bucket '" << bucket->name
                                << "', to which no backward block contributes";
      auto type = cast<RankedTensorType>(it->second.front().getType());
      type = dist::withPartial(type, dist::getPartial(type) - MeshAxisSet{MeshAxis::MB});
      Value sum = dist::AccumulateOp::create(builder, call.getLoc(), type, it->second);
      gradients[bucket] = reduce(*bucket, sum);
    }
  return success();
}

void TrainRewriter::makeNorms(func::CallOp call) {
  for (ArrayRef<Bucket *> group : groupByUsers(contents[call].buckets)) {
    func::FuncOp block = blocks.makeNorm(getCallee(call), group);
    SmallVector<Value> operands;
    for (Bucket *bucket : group)
      operands.push_back(gradients.lookup(bucket));
    auto norm = func::CallOp::create(builder, call.getLoc(), block, operands);
    norm->setDiscardableAttrs(call->getDiscardableAttrDictionary());
    for (Value sum : norm.getResults())
      sums[dist::getPartial(sum)].push_back(sum);
  }
}

/// Sums that are partial over the same mesh axes are added, then reduced, then added to the others.
Value TrainRewriter::sumNorms() {
  auto add = [&](ArrayRef<Value> addends) -> Value {
    if (addends.size() == 1)
      return addends.front();
    return graph::AddNOp::create(builder, train.getLoc(), addends.front().getType(), addends);
  };
  SmallVector<Value> complete;
  for (auto &[partial, addends] : sums) {
    Value sum = add(addends);
    if (!partial.empty()) {
      auto type = dist::withPartial(cast<RankedTensorType>(sum.getType()), {});
      auto axes = dist::MeshAxesAttr::get(builder.getContext(), partial.toVector());
      sum = dist::AllReduceOp::create(builder, train.getLoc(), type, sum, axes);
    }
    complete.push_back(sum);
  }
  return add(complete);
}

Value TrainRewriter::read(Bucket &bucket, StringRef suffix, Type type, Location loc) {
  return graph::ReadOp::create(builder, loc, type, bucket.getSymbol(suffix));
}

void TrainRewriter::writeParameter(Bucket &bucket, Value value, Location loc) {
  if (!plan.getShards().empty()) {
    auto axes = dist::MeshAxesAttr::get(builder.getContext(), plan.getShards().toVector());
    value = dist::AllGatherOp::create(builder, loc, bucket.type, value, axes);
  }
  graph::WriteOp::create(builder, loc, bucket.symbol, value);
}

void TrainRewriter::update(func::CallOp old, ArrayRef<Bucket *> group) {
  Location loc = old.getLoc();
  const Contents &found = contents[old];
  SmallVector<Value> parameters, grads, moments1, moments2;
  SmallVector<graph::AdamWOp> models;
  for (Bucket *bucket : group) {
    RankedTensorType shard = bucket->shardType;
    Value parameter = read(*bucket, "", bucket->type, loc);
    if (!plan.getShards().empty())
      parameter = dist::ShardOp::create(
          builder, loc, shard, parameter,
          dist::MeshAxesAttr::get(builder.getContext(), plan.getShards().toVector()));
    parameters.push_back(parameter);
    grads.push_back(gradients.lookup(bucket));
    moments1.push_back(read(*bucket, momentSuffixes[0], shard, loc));
    moments2.push_back(read(*bucket, momentSuffixes[1], shard, loc));
    models.push_back(found.updates.lookup(bucket));
  }
  graph::AdamWOp any = models.front();
  SmallVector<Value> operands =
      llvm::to_vector(llvm::concat<Value>(parameters, grads, moments1, moments2));
  for (Value scalar :
       {any.getLearningRate(), any.getClip(), any.getCorrection1(), any.getCorrection2()})
    operands.push_back(old.getOperand(cast<BlockArgument>(scalar).getArgNumber()));
  func::FuncOp block = blocks.makeUpdate(getCallee(old), group, models);
  auto call = func::CallOp::create(builder, loc, block, operands);
  call->setDiscardableAttrs(old->getDiscardableAttrDictionary());
  for (auto [i, bucket] : llvm::enumerate(group)) {
    writeParameter(*bucket, call.getResult(i), loc);
    for (auto [part, suffix] : llvm::enumerate(momentSuffixes))
      graph::WriteOp::create(builder, loc, bucket->getSymbol(suffix),
                             call.getResult((part + 1) * group.size() + i));
  }
}

/// The new call before the old one, whose writes go with it.
void TrainRewriter::makeUpdate(func::CallOp call) {
  builder.setInsertionPoint(call);
  for (ArrayRef<Bucket *> group : groupByUsers(contents[call].buckets))
    update(call, group);
  for (Operation *user : llvm::make_early_inc_range(call->getUsers()))
    user->erase();
  call.erase();
}

LogicalResult TrainRewriter::run() {
  if (failed(findCalls()))
    return failure();
  if (norms.empty())
    return train.emitError("has no norm of the gradients; run the optimizer stage first");
  builder.setInsertionPoint(norms.front());
  if (failed(sumGradients()))
    return failure();
  Operation *total = *norms.front()->getUsers().begin();
  if (!isa<graph::AddNOp>(total))
    return total->emitError("the sums of squares must meet in one graph.add_n");
  for (func::CallOp call : norms)
    makeNorms(call);
  total->getResult(0).replaceAllUsesWith(sumNorms());
  total->erase();
  for (func::CallOp call : norms)
    call.erase();
  for (func::CallOp call : updates)
    makeUpdate(call);
  return success();
}

} // namespace

LogicalResult bucketTrain(func::FuncOp train, const BucketPlan &plan,
                          const BucketGradients &gradients, OptimizerBlocks &blocks) {
  return TrainRewriter(train, plan, gradients, blocks).run();
}

} // namespace heddle::partition
