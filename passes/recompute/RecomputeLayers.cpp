//===- RecomputeLayers.cpp - a layer is computed again in its backward ----===//
//
// The functions are shared by all instances, so arguments correspond as they do in all pairs of
// calls.
//
//===----------------------------------------------------------------------===//

#include "passes/analysis/Entries.h"
#include "passes/recompute/LayerPairs.h"
#include "passes/recompute/Passes.h"

#include "mlir/IR/IRMapping.h"

#include "llvm/ADT/MapVector.h"

#define DEBUG_TYPE "heddle-recompute-layers"

using namespace mlir;

namespace heddle::recompute {

#define GEN_PASS_DEF_RECOMPUTELAYERSPASS
#include "passes/recompute/Passes.h.inc"

namespace {

constexpr int none = -1;

/// For each operand of a backward call the result of its forward that it is.
SmallVector<int> findSavedResults(LayerPair pair) {
  return llvm::map_to_vector(pair.backward.getOperands(), [&](Value operand) {
    return operand.getDefiningOp() == pair.forward ? int(cast<OpResult>(operand).getResultNumber())
                                                   : none;
  });
}

/// The operand of the backward calls that is operand `index` of the forward in every pair: two
/// arguments may happen to be one value in some of the calls.
int findSameOperand(ArrayRef<LayerPair> pairs, unsigned index) {
  for (unsigned i = 0; i < func::CallOp(pairs.front().backward).getNumOperands(); ++i)
    if (llvm::all_of(pairs, [&](LayerPair pair) {
          return pair.backward.getOperand(i) == pair.forward.getOperand(index);
        }))
      return i;
  return none;
}

/// How the operands of backward calls depend on their forward calls: for each the result of the
/// forward that it is, and for each operand of the forward the equal operand of the backward.
struct Correspondence {
  SmallVector<int> savedResult;
  SmallVector<int> sameOperand;

  explicit Correspondence(ArrayRef<LayerPair> pairs)
      : savedResult(findSavedResults(pairs.front())) {
    func::CallOp forward = pairs.front().forward;
    for (unsigned i = 0; i < forward.getNumOperands(); ++i)
      sameOperand.push_back(findSameOperand(pairs, i));
  }
};

void eraseDead(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

void updateType(func::FuncOp function) {
  Block &body = function.getBody().front();
  function.removeArgAttrsAttr();
  function.removeResAttrsAttr();
  function.setType(FunctionType::get(function.getContext(), body.getArgumentTypes(),
                                     body.getTerminator()->getOperandTypes()));
}

/// Gives `backward` the arguments of `forward` that it lacks, and a copy of the body of `forward`
/// in place of the arguments that are its results.
void copyForward(func::FuncOp forward, func::FuncOp backward, const Correspondence &relation) {
  Block &source = forward.getBody().front(), &target = backward.getBody().front();
  IRMapping mapping;
  for (auto [argument, same] : llvm::zip_equal(source.getArguments(), relation.sameOperand))
    mapping.map(argument, same == none ? target.addArgument(argument.getType(), argument.getLoc())
                                       : target.getArgument(same));
  OpBuilder builder = OpBuilder::atBlockBegin(&target);
  for (Operation &op : source.without_terminator())
    builder.clone(op, mapping);
  llvm::BitVector saved(target.getNumArguments());
  for (auto [i, result] : llvm::enumerate(relation.savedResult))
    if (result != none) {
      target.getArgument(i).replaceAllUsesWith(
          mapping.lookup(source.getTerminator()->getOperand(result)));
      saved.set(i);
    }
  target.eraseArguments(saved);
  eraseDead(target);
  updateType(backward);
}

/// Results of `forward` that only its backward takes are no longer returned.
void dropResults(func::FuncOp forward, const llvm::BitVector &dropped) {
  Block &body = forward.getBody().front();
  body.getTerminator()->eraseOperands(dropped);
  eraseDead(body);
  updateType(forward);
}

/// Calls the changed functions.
void rewriteCalls(LayerPair pair, const Correspondence &relation, const llvm::BitVector &dropped) {
  SmallVector<Value> operands;
  for (auto [operand, result] : llvm::zip_equal(pair.backward.getOperands(), relation.savedResult))
    if (result == none)
      operands.push_back(operand);
  for (auto [operand, same] : llvm::zip_equal(pair.forward.getOperands(), relation.sameOperand))
    if (same == none)
      operands.push_back(operand);

  OpBuilder builder(pair.backward);
  auto backward =
      func::CallOp::create(builder, pair.backward.getLoc(), getCallee(pair.backward), operands);
  backward->setDiscardableAttrs(pair.backward->getDiscardableAttrDictionary());
  pair.backward.replaceAllUsesWith(backward);
  pair.backward.erase();

  builder.setInsertionPoint(pair.forward);
  auto forward = func::CallOp::create(builder, pair.forward.getLoc(), getCallee(pair.forward),
                                      pair.forward.getOperands());
  forward->setDiscardableAttrs(pair.forward->getDiscardableAttrDictionary());
  unsigned next = 0;
  for (OpResult result : pair.forward->getResults())
    if (!dropped.test(result.getResultNumber()))
      result.replaceAllUsesWith(forward.getResult(next++));
  pair.forward.erase();
}

/// Results of the forward calls that no other op than their own backward uses.
llvm::BitVector findDropped(ArrayRef<LayerPair> pairs) {
  func::CallOp first = pairs.front().forward;
  llvm::BitVector dropped(first.getNumResults(), true);
  for (LayerPair pair : pairs)
    for (OpResult result : pair.forward->getResults())
      if (!llvm::all_of(result.getUsers(), [&](Operation *user) { return user == pair.backward; }))
        dropped.reset(result.getResultNumber());
  return dropped;
}

unsigned countCollectives(func::FuncOp function) {
  return llvm::count_if(function.getBody().front(), [](Operation &op) {
    return isa<dist::AllReduceOp, dist::AllGatherOp, dist::ReduceScatterOp>(op);
  });
}

struct RecomputeLayersPass : impl::RecomputeLayersPassBase<RecomputeLayersPass> {
  void runOnOperation() override {
    if (!recomputesLayers(getOperation()))
      return;
    llvm::MapVector<std::pair<Operation *, Operation *>, SmallVector<LayerPair>> byFunctions;
    for (LayerPair pair : findLayerPairs(getOperation()))
      byFunctions[{getCallee(pair.forward), getCallee(pair.backward)}].push_back(pair);
    for (auto &[functions, pairs] : byFunctions)
      if (failed(recompute(cast<func::FuncOp>(functions.first),
                           cast<func::FuncOp>(functions.second), pairs)))
        return signalPassFailure();
  }

  LogicalResult recompute(func::FuncOp forward, func::FuncOp backward, ArrayRef<LayerPair> pairs) {
    Correspondence relation(pairs);
    for (LayerPair pair : pairs)
      if (findSavedResults(pair) != relation.savedResult) {
        func::CallOp call = pair.backward;
        return call.emitError() << "takes other results of its forward than other calls of @"
                                << backward.getName() << " do";
      }
    llvm::BitVector dropped = findDropped(pairs);
    unsigned before = countCollectives(backward);
    copyForward(forward, backward, relation);
    dropResults(forward, dropped);
    for (LayerPair pair : pairs)
      rewriteCalls(pair, relation, dropped);
    ++numBlocks;
    numCollectives += countCollectives(backward) - before;
    return success();
  }
};

} // namespace
} // namespace heddle::recompute
