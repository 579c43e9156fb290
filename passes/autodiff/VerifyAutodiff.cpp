//===- VerifyAutodiff.cpp - post-condition of the autodiff stage ------------===//

#include "passes/autodiff/Passes.h"

#include "passes/analysis/Entries.h"

#define DEBUG_TYPE "heddle-verify-autodiff"

using namespace mlir;

namespace heddle::autodiff {

#define GEN_PASS_DEF_VERIFYAUTODIFFPASS
#include "passes/autodiff/Passes.h.inc"

/// Everything else is computed in blocks.
static LogicalResult verifyEntryBody(func::FuncOp entry) {
  for (Operation &op : entry.getBody().front())
    if (!isa<graph::ReadOp, graph::WriteOp, graph::AddNOp, graph::GradientOp, graph::ConstantOp,
             func::CallOp, func::ReturnOp>(op))
      return op.emitError()
             << "'" << op.getName() << "' in the body of the entry @" << entry.getSymName()
             << "; an entry only reads, calls blocks, sums and writes: put it into a block";
  return success();
}

/// The entry names exactly one gradient per parameter.
static LogicalResult verifyGradients(ModuleOp module, func::FuncOp train) {
  llvm::DenseMap<StringAttr, unsigned> counts;
  for (auto gradient : train.getBody().front().getOps<graph::GradientOp>())
    ++counts[gradient.getVariableAttr().getAttr()];
  for (auto variable : module.getOps<graph::VariableOp>()) {
    unsigned expected = variable.getKind() == graph::VariableKind::Parameter ? 1 : 0;
    unsigned count = counts.lookup(variable.getSymNameAttr());
    if (count != expected)
      return variable.emitError() << "the " << stringifyVariableKind(variable.getKind()) << " @"
                                  << variable.getSymName() << " has " << count
                                  << " gradients in the entry `train`, but must have " << expected;
  }
  return success();
}

namespace {
class VerifyAutodiffPass : public impl::VerifyAutodiffPassBase<VerifyAutodiffPass> {
  void runOnOperation() override {
    if (failed(verify(getOperation())))
      signalPassFailure();
  }

  LogicalResult verify(ModuleOp module) {
    for (func::FuncOp entry : getEntries(module))
      if (failed(verifyEntryBody(entry)))
        return failure();
    func::FuncOp train = findEntry(module, "train");
    if (!train)
      return module.emitError("autodiff left no function with graph.entry = \"train\"");
    return verifyGradients(module, train);
  }
};
} // namespace

} // namespace heddle::autodiff
