//===- ElideReshards.cpp - fewer all-reduces ------------------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/partition/Passes.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#define DEBUG_TYPE "heddle-elide-reshards"

using namespace mlir;

namespace heddle::partition {

#define GEN_PASS_DEF_ELIDERESHARDSPASS
#include "passes/partition/Passes.h.inc"

namespace {

/// The all-reduce that makes `value` for its only use, if it sums.
dist::AllReduceOp getOnlyReduce(Value value) {
  auto reduce = value.getDefiningOp<dist::AllReduceOp>();
  if (!reduce || !value.hasOneUse() ||
      dist::getLayout(reduce.getInput()).getReduction() != graph::ReductionKind::Sum)
    return nullptr;
  return reduce;
}

/// Two all-reduces that may become one of the sum of their operands.
bool canMerge(dist::AllReduceOp a, dist::AllReduceOp b) {
  return a && b && a != b && a.getAxes() == b.getAxes() &&
         a.getInput().getType() == b.getInput().getType();
}

/// all_reduce(a), all_reduce(b) -> all_reduce(a + b)
Value reduceSum(PatternRewriter &rewriter, Location loc, dist::AllReduceOp a, dist::AllReduceOp b) {
  Value sum =
      graph::AddOp::create(rewriter, loc, a.getInput().getType(), a.getInput(), b.getInput());
  return dist::AllReduceOp::create(rewriter, loc, a.getType(), sum, a.getAxes());
}

/// The same all-reduce of the same value, twice.
struct MergeEqual : OpRewritePattern<dist::AllReduceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(dist::AllReduceOp op, PatternRewriter &rewriter) const override {
    for (Operation *user : op.getInput().getUsers()) {
      auto other = dyn_cast<dist::AllReduceOp>(user);
      if (other && other != op && other.getAxes() == op.getAxes() &&
          other->getBlock() == op->getBlock() && other->isBeforeInBlock(op)) {
        rewriter.replaceOp(op, other);
        return success();
      }
    }
    return failure();
  }
};

/// all_reduce(a) + all_reduce(b) -> all_reduce(a + b)
struct MergeAddends : OpRewritePattern<graph::AddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(graph::AddOp op, PatternRewriter &rewriter) const override {
    dist::AllReduceOp a = getOnlyReduce(op.getLhs()), b = getOnlyReduce(op.getRhs());
    if (!canMerge(a, b) || op.getType() != a.getType())
      return failure();
    rewriter.replaceOp(op, reduceSum(rewriter, op.getLoc(), a, b));
    return success();
  }
};

/// (x + all_reduce(a)) + all_reduce(b) -> x + all_reduce(a + b)
struct MergeOverAdd : OpRewritePattern<graph::AddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(graph::AddOp op, PatternRewriter &rewriter) const override {
    for (auto [outer, inner] : {std::pair(op.getRhs(), op.getLhs()), {op.getLhs(), op.getRhs()}}) {
      auto add = inner.getDefiningOp<graph::AddOp>();
      if (!add || !inner.hasOneUse() || add.getType() != op.getType())
        continue;
      for (auto [near, rest] :
           {std::pair(add.getRhs(), add.getLhs()), {add.getLhs(), add.getRhs()}}) {
        dist::AllReduceOp a = getOnlyReduce(near), b = getOnlyReduce(outer);
        if (!canMerge(a, b))
          continue;
        Value sum = reduceSum(rewriter, op.getLoc(), a, b);
        rewriter.replaceOpWithNewOp<graph::AddOp>(op, op.getType(), rest, sum);
        return success();
      }
    }
    return failure();
  }
};

/// add_n(x, all_reduce(a), all_reduce(b)) -> add_n(x, all_reduce(a + b))
struct MergeInSum : OpRewritePattern<graph::AddNOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(graph::AddNOp op, PatternRewriter &rewriter) const override {
    // In an entry the addends may live on different stages.
    if (op->getParentOp()->hasAttr("graph.entry"))
      return failure();
    for (auto [i, first] : llvm::enumerate(op.getInputs()))
      for (auto [j, second] : llvm::enumerate(op.getInputs().drop_front(i + 1))) {
        dist::AllReduceOp a = getOnlyReduce(first), b = getOnlyReduce(second);
        if (!canMerge(a, b))
          continue;
        SmallVector<Value> inputs(op.getInputs());
        inputs[i] = reduceSum(rewriter, op.getLoc(), a, b);
        inputs.erase(inputs.begin() + i + 1 + j);
        if (inputs.size() == 1)
          rewriter.replaceOp(op, inputs.front());
        else
          rewriter.replaceOpWithNewOp<graph::AddNOp>(op, op.getType(), inputs);
        return success();
      }
    return failure();
  }
};

unsigned countReduces(func::FuncOp function) {
  return llvm::range_size(function.getOps<dist::AllReduceOp>());
}

/// What a pattern may begin at: few of the ops of an entry, which is long.
SmallVector<Operation *> getCandidates(func::FuncOp function) {
  SmallVector<Operation *> candidates;
  function.walk([&](Operation *op) {
    if (isa<dist::AllReduceOp, graph::AddOp, graph::AddNOp>(op))
      candidates.push_back(op);
  });
  return candidates;
}

struct ElideReshardsPass : impl::ElideReshardsPassBase<ElideReshardsPass> {
  void runOnOperation() override {
    unsigned before = countReduces(getOperation());
    if (before < 2)
      return;
    RewritePatternSet patterns(&getContext());
    patterns.add<MergeEqual, MergeAddends, MergeOverAdd, MergeInSum>(&getContext());
    GreedyRewriteConfig config;
    config.enableFolding(false).setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
    if (failed(applyOpPatternsGreedily(getCandidates(getOperation()), std::move(patterns), config)))
      return signalPassFailure();
    numMerged += before - countReduces(getOperation());
  }
};

} // namespace
} // namespace heddle::partition
