//===- OutlineEntryOps.cpp - collectives and sums become blocks -----------===//

#include "passes/analysis/Entries.h"
#include "passes/pipeline/Passes.h"

#include "mlir/IR/OperationSupport.h"

#define DEBUG_TYPE "heddle-outline-entry-ops"

using namespace mlir;

namespace heddle::pipeline {

#define GEN_PASS_DEF_OUTLINEENTRYOPSPASS
#include "passes/pipeline/Passes.h.inc"

namespace {

bool isCollective(Operation &op) {
  return isa<dist::AllReduceOp, dist::ReduceScatterOp, dist::AllGatherOp>(op);
}

bool needsCode(Operation &op) {
  return isa<graph::AddNOp, graph::ConstantOp>(op) || isCollective(op);
}

/// A constant per micro-batch is the gradient of a result that nothing uses: it is made in the step
/// of the backward that takes it. The phase of what has operands follows from them.
StringRef choosePhase(Operation *op) {
  bool backward =
      isa<graph::ConstantOp>(op) && isPerMicroBatch(op) &&
      llvm::any_of(op->getUsers(), [](Operation *user) { return getPhase(user) == "backward"; });
  return backward ? "backward" : "step";
}

struct OutlineEntryOpsPass : impl::OutlineEntryOpsPassBase<OutlineEntryOpsPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (func::FuncOp entry : getEntries(getOperation()))
      for (Operation &op : llvm::make_early_inc_range(entry.getBody().front()))
        if (needsCode(op))
          outline(&op, symbols);
  }

  void outline(Operation *op, SymbolTable &symbols) {
    SmallVector<int64_t> stages(getStages(op));
    // Collectives of different stages have different groups; other code is the same on all.
    if (!isCollective(*op))
      op->removeAttr("dist.stages");
    func::FuncOp block = findOrMakeBlock(op, symbols);
    OpBuilder builder(op);
    auto call = func::CallOp::create(builder, op->getLoc(), block, op->getOperands());
    setStages(call, stages);
    op->replaceAllUsesWith(call);
    op->erase();
  }

  /// A private function `(operands) -> results` around a copy of `op`; equal ops share it.
  func::FuncOp findOrMakeBlock(Operation *op, SymbolTable &symbols) {
    StringRef phase = choosePhase(op);
    for (auto &[original, block] : blocks)
      if (original->getName() == op->getName() &&
          block->getAttrOfType<StringAttr>("graph.phase") == phase &&
          original->getOperandTypes() == op->getOperandTypes() &&
          original->getResultTypes() == op->getResultTypes() &&
          original->getAttrDictionary() == op->getAttrDictionary())
        return block;
    OpBuilder builder(op->getContext());
    auto type = builder.getFunctionType(op->getOperandTypes(), op->getResultTypes());
    auto block = func::FuncOp::create(op->getLoc(), op->getName().stripDialect(), type);
    block.setPrivate();
    block->setAttr("graph.block", builder.getStringAttr(op->getName().stripDialect()));
    block->setAttr("graph.phase", builder.getStringAttr(phase));
    builder.setInsertionPointToStart(block.addEntryBlock());
    Operation *copy = builder.clone(*op);
    copy->setOperands(block.getArguments());
    func::ReturnOp::create(builder, op->getLoc(), copy->getResults());
    symbols.insert(block);
    blocks.push_back({copy, block});
    return block;
  }

  /// Outlined op (inside its block) and its block.
  SmallVector<std::pair<Operation *, func::FuncOp>> blocks;
};

} // namespace
} // namespace heddle::pipeline
