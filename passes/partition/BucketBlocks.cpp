//===- BucketBlocks.cpp - blocks take and return buckets ------------------===//
//
// A function is shared by its calls, so what its arguments and results are is asked of all calls,
// which must agree.
//
//===----------------------------------------------------------------------===//

#include "passes/partition/BucketBlocks.h"

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace heddle::partition {

namespace {

using dist::MeshAxis;
using dist::MeshAxisSet;

/// The arguments or results of one call that belong to one bucket.
struct Part {
  Bucket *bucket;
  SmallVector<unsigned> indices;
  SmallVector<int64_t> offsets;

  /// Equal but for the bucket's identity: another instance of the same block.
  bool isLike(const Part &other) const {
    return indices == other.indices && offsets == other.offsets &&
           bucket->localElements == other.bucket->localElements &&
           bucket->split == other.bucket->split && bucket->partial == other.bucket->partial &&
           bucket->element == other.bucket->element;
  }
};
using Parts = SmallVector<Part>;

void addToPart(Parts &parts, Place place, unsigned index) {
  auto *part = llvm::find_if(parts, [&](const Part &part) { return part.bucket == place.bucket; });
  if (part == parts.end())
    part = &parts.emplace_back(Part{place.bucket, {}, {}});
  part->indices.push_back(index);
  part->offsets.push_back(place.getOffset());
}

class BlockRewriter {
public:
  BlockRewriter(ModuleOp module, const BucketPlan &plan) : module(module), plan(plan) {}

  LogicalResult run();
  BucketGradients gradients;

private:
  void findGradients();
  Parts getParameters(func::CallOp call);
  Parts getGradients(func::CallOp call);
  LogicalResult collect(func::CallOp call);
  LogicalResult checkWholeGradient(func::CallOp call, const Parts &parts);
  void rewriteArguments(func::FuncOp function, const Parts &parts);
  void rewriteResults(func::FuncOp function, const Parts &parts);
  void rewriteCall(func::CallOp call);
  Value readBucket(func::CallOp call, Bucket &bucket);
  RankedTensorType getGradientType(func::FuncOp function, const Part &part);

  struct CallParts {
    Parts arguments, results;
  };
  ModuleOp module;
  const BucketPlan &plan;
  /// What each contribution to a gradient is the gradient of.
  llvm::DenseMap<Value, Place> places;
  llvm::MapVector<Operation *, CallParts> calls;
  /// The first call of each function speaks for the others.
  llvm::MapVector<Operation *, func::CallOp> models;
  llvm::DenseMap<std::pair<Operation *, Bucket *>, Value> reads;
};

void BlockRewriter::findGradients() {
  forEachContribution(module, [&](StringAttr parameter, Value contribution) {
    places[contribution] = plan.lookup(parameter);
  });
}

Parts BlockRewriter::getParameters(func::CallOp call) {
  Parts parts;
  for (auto [i, operand] : llvm::enumerate(call.getOperands()))
    if (auto read = operand.getDefiningOp<graph::ReadOp>())
      if (Place place = plan.lookup(read.getVariableAttr().getAttr()); place.bucket)
        addToPart(parts, place, i);
  return parts;
}

Parts BlockRewriter::getGradients(func::CallOp call) {
  Parts parts;
  for (auto [i, result] : llvm::enumerate(call.getResults()))
    if (Place place = places.lookup(result); place.bucket)
      addToPart(parts, place, i);
  return parts;
}

/// A pack writes the whole bucket, so a block must contribute to all of it.
LogicalResult BlockRewriter::checkWholeGradient(func::CallOp call, const Parts &parts) {
  for (const Part &part : parts)
    for (auto [member, offset] : llvm::zip(part.bucket->members, part.bucket->offsets))
      if (!llvm::is_contained(part.offsets, offset))
        return call.emitError() << "has gradients for some parameters of bucket '"
                                << part.bucket->name << "', but none for '" << member.getSymName()
                                << "'; parameters with the same users must all have gradients";
  return success();
}

LogicalResult BlockRewriter::collect(func::CallOp call) {
  CallParts parts{getParameters(call), getGradients(call)};
  if (failed(checkWholeGradient(call, parts.results)))
    return failure();
  func::FuncOp function = getCallee(call);
  auto [it, inserted] = models.insert({function, call});
  if (!inserted) {
    const CallParts &model = calls[it->second];
    auto alike = [](const Parts &a, const Parts &b) {
      return a.size() == b.size() &&
             llvm::all_of_zip(a, b, [](const Part &x, const Part &y) { return x.isLike(y); });
    };
    if (!alike(parts.arguments, model.arguments) || !alike(parts.results, model.results)) {
      auto diagnostic = call.emitError() << "groups the parameters of @" << function.getName()
                                         << " into other buckets than another call does";
      diagnostic.attachNote(it->second.getLoc()) << "the other call";
      return diagnostic;
    }
  }
  calls.insert({call, std::move(parts)});
  return success();
}

/// In place of the first member the bucket, and no argument for the others.
void BlockRewriter::rewriteArguments(func::FuncOp function, const Parts &parts) {
  OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
  llvm::BitVector dropped(function.getNumArguments());
  for (const Part &part : parts) {
    BlockArgument bucket = function.getArgument(part.indices.front());
    for (auto [index, offset] : llvm::zip(part.indices, part.offsets)) {
      BlockArgument argument = function.getArgument(index);
      auto view = dist::ViewOp::create(builder, argument.getLoc(), argument.getType(), bucket,
                                       builder.getI64IntegerAttr(offset));
      argument.replaceAllUsesExcept(view, view);
      if (index != part.indices.front())
        dropped.set(index);
    }
    bucket.setType(part.bucket->type);
  }
  function.getBody().front().eraseArguments(dropped);
}

/// The bucket's type, partial like the gradients in it.
RankedTensorType BlockRewriter::getGradientType(func::FuncOp function, const Part &part) {
  Value member = function.getBody().front().getTerminator()->getOperand(part.indices.front());
  return dist::withPartial(part.bucket->type, dist::getPartial(member));
}

void BlockRewriter::rewriteResults(func::FuncOp function, const Parts &parts) {
  Operation *end = function.getBody().front().getTerminator();
  OpBuilder builder(end);
  llvm::BitVector dropped(end->getNumOperands());
  for (const Part &part : parts) {
    SmallVector<Value> members;
    for (unsigned index : part.indices)
      members.push_back(end->getOperand(index));
    auto pack =
        dist::PackOp::create(builder, members.front().getLoc(), getGradientType(function, part),
                             members, builder.getDenseI64ArrayAttr(part.offsets));
    end->setOperand(part.indices.front(), pack);
    for (unsigned index : ArrayRef(part.indices).drop_front())
      dropped.set(index);
  }
  end->eraseOperands(dropped);
}

/// One read of a bucket for the whole entry.
Value BlockRewriter::readBucket(func::CallOp call, Bucket &bucket) {
  Value &read = reads[{call->getParentOp(), &bucket}];
  if (!read) {
    OpBuilder builder = OpBuilder::atBlockBegin(call->getBlock());
    read = graph::ReadOp::create(builder, call.getLoc(), bucket.type, bucket.symbol);
  }
  return read;
}

/// A call of the rewritten function. Whoever used a gradient uses a view of the packed one until
/// the optimizer is rewritten.
void BlockRewriter::rewriteCall(func::CallOp call) {
  const CallParts &parts = calls[call];
  SmallVector<Value> operands(call.getOperands());
  for (const Part &part : parts.arguments) {
    for (unsigned index : part.indices)
      operands[index] = nullptr;
    operands[part.indices.front()] = readBucket(call, *part.bucket);
  }
  llvm::erase_if(operands, [](Value value) { return !value; });

  OpBuilder builder(call);
  auto rewritten = func::CallOp::create(builder, call.getLoc(), getCallee(call), operands);
  rewritten->setDiscardableAttrs(call->getDiscardableAttrDictionary());
  SmallVector<const Part *> partOf(call.getNumResults());
  for (const Part &part : parts.results)
    for (unsigned index : part.indices)
      partOf[index] = &part;
  unsigned next = 0;
  for (auto [i, result] : llvm::enumerate(call.getResults())) {
    const Part *part = partOf[i];
    if (!part) {
      result.replaceAllUsesWith(rewritten.getResult(next++));
      continue;
    }
    if (part->indices.front() == i)
      gradients[part->bucket].push_back(rewritten.getResult(next++));
    // The first member comes first, so the packed gradient is known.
    int64_t offset = part->offsets[llvm::find(part->indices, i) - part->indices.begin()];
    result.replaceAllUsesWith(dist::ViewOp::create(builder, call.getLoc(), result.getType(),
                                                   gradients[part->bucket].back(),
                                                   builder.getI64IntegerAttr(offset)));
  }
  call.erase();
}

LogicalResult BlockRewriter::run() {
  findGradients();
  for (func::FuncOp entry : getEntries(module))
    for (auto call : entry.getOps<func::CallOp>()) {
      StringRef phase = getPhase(call);
      bool ofModel = phase == "forward" || phase == "backward";
      if (ofModel && failed(collect(call)))
        return failure();
    }
  for (auto &[op, call] : models) {
    auto function = cast<func::FuncOp>(op);
    rewriteArguments(function, calls[call].arguments);
    rewriteResults(function, calls[call].results);
    Block &body = function.getBody().front();
    function.removeArgAttrsAttr();
    function.removeResAttrsAttr();
    function.setType(FunctionType::get(function.getContext(), body.getArgumentTypes(),
                                       body.getTerminator()->getOperandTypes()));
  }
  SmallVector<Operation *> ordered(llvm::make_first_range(calls));
  for (Operation *call : ordered)
    rewriteCall(cast<func::CallOp>(call));
  return success();
}

} // namespace

FailureOr<BucketGradients> bucketBlocks(ModuleOp module, const BucketPlan &plan) {
  BlockRewriter rewriter(module, plan);
  if (failed(rewriter.run()))
    return failure();
  return std::move(rewriter.gradients);
}

} // namespace heddle::partition
