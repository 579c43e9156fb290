//===- Autodiff.cpp - reverse mode over blocks and entry --------------------===//

#include "passes/autodiff/Passes.h"
#include "passes/autodiff/TrainEntry.h"

#include "passes/analysis/Entries.h"

#include "llvm/Support/Debug.h"

#define DEBUG_TYPE "heddle-autodiff"

using namespace mlir;

namespace heddle::autodiff {

#define GEN_PASS_DEF_AUTODIFFPASS
#include "passes/autodiff/Passes.h.inc"

namespace {
class AutodiffPass : public impl::AutodiffPassBase<AutodiffPass> {
  void runOnOperation() override {
    if (failed(differentiate(getOperation())))
      signalPassFailure();
  }

  LogicalResult differentiate(ModuleOp module);
  FailureOr<BlockGradients> differentiateBlocks(const EntryActivity &activity,
                                                SymbolTable &symbols);
};
} // namespace

/// The entry `loss` of a module that has no `train` yet.
static FailureOr<func::FuncOp> findLossEntry(ModuleOp module) {
  func::FuncOp loss = findEntry(module, "loss");
  if (!loss)
    return module.emitError(
        "there is nothing to differentiate: no function has graph.entry = \"loss\"");
  if (func::FuncOp train = findEntry(module, "train"))
    return train.emitError("the module has a `train` entry already; autodiff runs once");
  return loss;
}

/// A call of something without a body cannot be looked into.
static LogicalResult verifyCalls(func::FuncOp entry) {
  WalkResult result = entry.walk([](func::CallOp call) {
    func::FuncOp callee = getCallee(call);
    if (callee && !callee.isExternal() && callee.getBody().hasOneBlock())
      return WalkResult::advance();
    call.emitError() << "the block @" << call.getCallee()
                     << " must be defined in the module, as straight-line code";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

LogicalResult AutodiffPass::differentiate(ModuleOp module) {
  FailureOr<func::FuncOp> loss = findLossEntry(module);
  if (failed(loss) || failed(verifyCalls(*loss)))
    return failure();
  FailureOr<unsigned> lossIndex = findOutput(*loss, "loss");
  if (failed(lossIndex))
    return failure();
  auto lossType = dyn_cast<RankedTensorType>(loss->getResultTypes()[*lossIndex]);
  if (!lossType || lossType.getRank() != 0 || !isa<FloatType>(lossType.getElementType()))
    return loss->emitError() << "the loss must be one real number, but is "
                             << loss->getResultTypes()[*lossIndex];

  SymbolTable symbols(module);
  EntryActivity activity = analyzeActivity(*loss, *lossIndex, symbols);
  FailureOr<BlockGradients> blocks = differentiateBlocks(activity, symbols);
  if (failed(blocks))
    return failure();
  return buildTrainEntry(*loss, activity.usefulValues, *blocks, symbols);
}

FailureOr<BlockGradients> AutodiffPass::differentiateBlocks(const EntryActivity &activity,
                                                            SymbolTable &symbols) {
  BlockGradients gradients;
  for (const auto &[block, facts] : activity.blocks) {
    if (facts.usefulArgs.none())
      continue;
    FailureOr<BlockGradient> gradient = differentiateBlock(block, facts, symbols);
    if (failed(gradient))
      return failure();
    ++numBlocks;
    numSaved += gradient->saved.size();
    LLVM_DEBUG(llvm::dbgs() << "@" << gradient->backward.getSymName() << " needs "
                            << gradient->saved.size() << " saved values and "
                            << gradient->keptArgs.size() << " arguments\n");
    gradients.try_emplace(block, std::move(*gradient));
  }
  return gradients;
}

} // namespace heddle::autodiff
