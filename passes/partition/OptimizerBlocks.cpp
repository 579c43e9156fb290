//===- OptimizerBlocks.cpp - norm, update, init on flat values ------------===//

#include "passes/partition/OptimizerBlocks.h"

#include "dialects/dist/Layouts.h"
#include "dialects/dist/Sharding.h"

#include "mlir/IR/OperationSupport.h"

#include <map>

using namespace mlir;

namespace heddle::partition {

/// A detached private function like `original` with other arguments.
static func::FuncOp makeFunction(func::FuncOp original, ArrayRef<Type> arguments) {
  auto type = FunctionType::get(original.getContext(), arguments, {});
  auto function =
      func::FuncOp::create(original.getLoc(), (original.getName() + ".flat").str(), type);
  for (NamedAttribute attr : original->getDiscardableAttrs())
    function->setDiscardableAttr(attr.getName(), attr.getValue());
  function.setPrivate();
  function.addEntryBlock();
  return function;
}

static void finish(OpBuilder &builder, func::FuncOp function, ValueRange results) {
  func::ReturnOp::create(builder, function.getLoc(), results);
  function.setType(FunctionType::get(
      function.getContext(), function.getBody().front().getArgumentTypes(), results.getTypes()));
}

static bool haveEqualBodies(func::FuncOp a, func::FuncOp b) {
  return a.getFunctionType() == b.getFunctionType() &&
         OperationEquivalence::isRegionEquivalentTo(&a.getBody(), &b.getBody(),
                                                    OperationEquivalence::IgnoreLocations);
}

/// An equal block that was made of the same original before, else `function`, in the module now.
func::FuncOp OptimizerBlocks::share(func::FuncOp original, func::FuncOp function) {
  for (auto [from, existing] : made)
    if (from == original && haveEqualBodies(existing, function)) {
      function.erase();
      return existing;
    }
  symbols.insert(function, Block::iterator(original));
  made.push_back({original, function});
  return function;
}

//===----------------------------------------------------------------------===//
// Norm
//===----------------------------------------------------------------------===//

func::FuncOp OptimizerBlocks::makeNorm(func::FuncOp original, ArrayRef<Bucket *> buckets) {
  SmallVector<Type> types;
  for (Bucket *bucket : buckets)
    types.push_back(bucket->shardType);
  func::FuncOp function = makeFunction(original, types);
  OpBuilder builder = OpBuilder::atBlockEnd(&function.getBody().front());
  auto layout = dist::LayoutAttr::get(original.getContext(), {}, {}, {}, graph::ReductionKind::Sum);
  auto scalar = RankedTensorType::get({}, builder.getF64Type(), layout);

  std::map<dist::MeshAxisSet, Value> sums;
  for (BlockArgument gradient : function.getArguments()) {
    Location loc = original.getLoc();
    Type type = dist::withPartial(scalar, dist::getSplitAxes(gradient.getType()));
    Value square = graph::SumSquaresOp::create(builder, loc, type, gradient);
    Value &sum = sums[dist::getPartial(type)];
    sum = sum ? graph::AddOp::create(builder, loc, type, sum, square) : square;
  }
  finish(builder, function, llvm::map_to_vector(sums, [](auto &entry) { return entry.second; }));
  return share(original, function);
}

//===----------------------------------------------------------------------===//
// Update
//===----------------------------------------------------------------------===//

func::FuncOp OptimizerBlocks::makeUpdate(func::FuncOp original, ArrayRef<Bucket *> buckets,
                                         ArrayRef<graph::AdamWOp> updates) {
  SmallVector<Type> types;
  for (unsigned part = 0; part < 4; ++part)
    for (Bucket *bucket : buckets)
      types.push_back(bucket->shardType);
  Type scalar = graph::AdamWOp(updates.front()).getLearningRate().getType();
  types.append(4, scalar);
  func::FuncOp function = makeFunction(original, types);
  OpBuilder builder = OpBuilder::atBlockEnd(&function.getBody().front());

  unsigned count = buckets.size();
  SmallVector<Value> results(3 * count);
  auto scalars = function.getArguments().drop_front(4 * count);
  for (unsigned i = 0; i < count; ++i) {
    auto argument = [&](unsigned part) { return function.getArgument(part * count + i); };
    Type type = argument(0).getType();
    graph::AdamWOp model = updates[i];
    auto update = graph::AdamWOp::create(
        builder, model.getLoc(), type, type, type, argument(0), argument(1), argument(2),
        argument(3), scalars[0], scalars[1], scalars[2], scalars[3], model.getBeta1Attr(),
        model.getBeta2Attr(), model.getEpsAttr(), model.getWeightDecayAttr());
    for (unsigned part = 0; part < 3; ++part)
      results[part * count + i] = update->getResult(part);
  }
  finish(builder, function, results);
  return share(original, function);
}

//===----------------------------------------------------------------------===//
// Init
//===----------------------------------------------------------------------===//

/// The bucket made of the results of `function` that are its members.
FailureOr<Value> OptimizerBlocks::packInit(func::FuncOp function, const InitResult &result) {
  Operation *end = function.getBody().front().getTerminator();
  OpBuilder builder(end);
  SmallVector<Value> members;
  for (unsigned index : result.results)
    members.push_back(end->getOperand(index));
  Location loc = members.front().getLoc();
  if (result.suffix.empty()) {
    Value pack = dist::PackOp::create(builder, loc, result.bucket->type, members,
                                      builder.getDenseI64ArrayAttr(result.bucket->offsets));
    return pack;
  }
  auto first = members.front().getDefiningOp<graph::ConstantOp>();
  for (Value member : members) {
    auto constant = member.getDefiningOp<graph::ConstantOp>();
    if (!first || !constant || constant.getValueAttr() != first.getValueAttr())
      return function.emitError("moments of one bucket must start from one constant");
  }
  Value flat =
      graph::ConstantOp::create(builder, loc, result.bucket->shardType, first.getValueAttr());
  return flat;
}

FailureOr<func::FuncOp> OptimizerBlocks::makeInit(func::FuncOp original,
                                                  ArrayRef<InitResult> results) {
  auto isLike = [](const InitResult &a, const InitResult &b) { return a.isLike(b); };
  for (const InitBlock &block : initBlocks[original])
    if (block.results.size() == results.size() && llvm::all_of_zip(block.results, results, isLike))
      return block.function;
  func::FuncOp function = original.clone();
  function.setName((original.getName() + ".flat").str());
  SmallVector<Value> values;
  for (const InitResult &result : results) {
    FailureOr<Value> value = packInit(function, result);
    if (failed(value)) {
      function.erase();
      return failure();
    }
    values.push_back(*value);
  }
  Block &body = function.getBody().front();
  Operation *end = body.getTerminator();
  OpBuilder builder(end);
  func::ReturnOp::create(builder, function.getLoc(), values);
  end->erase();
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isOpTriviallyDead(&op))
      op.erase();
  function.removeResAttrsAttr();
  function.setType(FunctionType::get(function.getContext(), body.getArgumentTypes(),
                                     ValueRange(values).getTypes()));
  symbols.insert(function, Block::iterator(original));
  initBlocks[original].push_back({llvm::to_vector(results), function});
  return function;
}

} // namespace heddle::partition
