//===- Buckets.cpp - which parameters lie together ------------------------===//

#include "passes/partition/Buckets.h"

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace heddle::partition {

/// The instances of forward and backward blocks that take each parameter. The training step
/// decides: what other entries run is part of it.
static llvm::StringMap<SmallVector<StringRef>> findUsers(ModuleOp module) {
  llvm::StringMap<SmallVector<StringRef>> users;
  SmallVector<func::FuncOp> entries = getEntries(module);
  if (func::FuncOp train = findEntry(module, "train"))
    entries.assign(1, train);
  for (func::FuncOp entry : entries)
    for (auto call : entry.getOps<func::CallOp>()) {
      if (StringRef phase = getPhase(call); phase != "forward" && phase != "backward")
        continue;
      for (Value operand : call.getOperands())
        if (auto read = operand.getDefiningOp<graph::ReadOp>()) {
          SmallVector<StringRef> &instances = users[read.getVariable()];
          if (!llvm::is_contained(instances, getInstance(call)))
            instances.push_back(getInstance(call));
        }
    }
  for (auto &entry : users)
    llvm::sort(entry.second);
  return users;
}

void forEachContribution(ModuleOp module, function_ref<void(StringAttr, Value)> function) {
  func::FuncOp train = findEntry(module, "train");
  if (!train)
    return;
  for (auto call : train.getOps<func::CallOp>()) {
    if (getPhase(call) != "update")
      continue;
    for (auto update : getCallee(call).getOps<graph::AdamWOp>()) {
      auto parameter = call.getOperand(cast<BlockArgument>(update.getParameter()).getArgNumber())
                           .getDefiningOp<graph::ReadOp>();
      Value gradient = call.getOperand(cast<BlockArgument>(update.getGradient()).getArgNumber());
      if (auto reduce = gradient.getDefiningOp<dist::AllReduceOp>())
        gradient = reduce.getInput();
      if (auto sum = gradient.getDefiningOp<dist::AccumulateOp>(); sum && parameter)
        for (Value contribution : sum.getInputs())
          function(parameter.getVariableAttr().getAttr(), contribution);
    }
  }
}

BucketPlan::BucketPlan(ModuleOp module) : mesh(dist::getMesh(module)) {
  auto zero = module->getAttrOfType<IntegerAttr>(dist::zeroAttrName);
  if (zero && zero.getInt() == 1 && mesh.getDp() > 1)
    shards = {dist::MeshAxis::DP};
  llvm::StringMap<SmallVector<StringRef>> users = findUsers(module);
  llvm::DenseMap<StringAttr, dist::MeshAxisSet> partial;
  forEachContribution(module, [&](StringAttr parameter, Value contribution) {
    partial[parameter] = dist::getPartial(contribution);
  });
  for (auto variable : module.getOps<graph::VariableOp>())
    if (variable.getKind() == graph::VariableKind::Parameter) {
      Bucket &bucket = findOrAdd(variable, users[variable.getSymName()],
                                 partial.lookup(variable.getSymNameAttr()));
      places[variable.getSymNameAttr()] = {&bucket, unsigned(bucket.members.size())};
      bucket.members.push_back(variable);
    }
  for (std::unique_ptr<Bucket> &bucket : buckets) {
    layOut(*bucket);
    setTypes(*bucket);
    setSymbols(*bucket);
  }
}

/// "layers.0.decay.tp": the group, and what sets the bucket apart from others of the group.
static std::string makeName(const Bucket &bucket) {
  std::string name = bucket.group.str() + (bucket.decay ? ".decay" : ".plain");
  for (dist::MeshAxis axis : bucket.split.toVector())
    name += "." + dist::stringifyMeshAxis(axis).str();
  // Of dp and mb all gradients are sums; what is one of tp besides is reduced on its own.
  if (bucket.partial.contains(dist::MeshAxis::TP))
    name += ".partial";
  return bucket.users.size() > 1 ? name + ".tied" : name;
}

Bucket &BucketPlan::findOrAdd(graph::VariableOp variable, ArrayRef<StringRef> users,
                              dist::MeshAxisSet partial) {
  auto type = cast<RankedTensorType>(variable.getType());
  dist::MeshAxisSet split = dist::getSplitAxes(type);
  SmallVector<Bucket *> &ofGroup = bucketsOfGroup[variable.getGroupAttr()];
  for (Bucket *bucket : ofGroup)
    if (bucket->decay == variable.getDecay() && bucket->split == split &&
        bucket->partial == partial && bucket->element == type.getElementType() &&
        ArrayRef(bucket->users) == users)
      return *bucket;
  auto bucket = std::make_unique<Bucket>();
  bucket->group = variable.getGroupAttr();
  bucket->users.assign(users.begin(), users.end());
  bucket->decay = variable.getDecay();
  bucket->element = type.getElementType();
  bucket->split = split;
  bucket->partial = partial;
  bucket->name = makeName(*bucket);
  if (unsigned twins = names[bucket->name]++; twins > 0)
    bucket->name += "." + std::to_string(twins);
  ofGroup.push_back(bucket.get());
  return *buckets.emplace_back(std::move(bucket));
}

/// One member after the other; the end is padded so that dp replicas can share the bucket evenly.
void BucketPlan::layOut(Bucket &bucket) {
  int64_t end = 0;
  for (graph::VariableOp member : bucket.members) {
    bucket.offsets.push_back(end);
    end += dist::getLocalElements(cast<RankedTensorType>(member.getType()), mesh);
  }
  bucket.localElements = llvm::alignTo(end, mesh.getDp());
}

/// A device's part for tp is contiguous, and its shards lie in it, so the shards are innermost.
void BucketPlan::setTypes(Bucket &bucket) {
  int64_t elements = bucket.localElements * dist::getNumShards(bucket.split, mesh);
  SmallVector<dist::MeshAxis> axes = bucket.split.toVector();
  bucket.type = dist::getFlatType(bucket.element, elements, axes);
  axes.append(shards.toVector());
  bucket.shardType = dist::getFlatType(bucket.element, elements, axes);
}

void BucketPlan::setSymbols(Bucket &bucket) {
  MLIRContext *context = bucket.group.getContext();
  bucket.symbol = FlatSymbolRefAttr::get(context, bucket.name);
  for (auto [symbol, suffix] : llvm::zip(bucket.momentSymbols, momentSuffixes))
    symbol = FlatSymbolRefAttr::get(context, bucket.name + "." + suffix.str());
}

SmallVector<SmallVector<Bucket *>> groupByUsers(ArrayRef<Bucket *> buckets) {
  SmallVector<SmallVector<Bucket *>> groups;
  for (Bucket *bucket : buckets) {
    auto *group = llvm::find_if(
        groups, [&](const auto &group) { return group.front()->users == bucket->users; });
    if (group == groups.end())
      groups.emplace_back().push_back(bucket);
    else
      group->push_back(bucket);
  }
  return groups;
}

} // namespace heddle::partition
