//===- VerifyOptimizer.cpp - what the optimizer stage promises ------------===//

#include "passes/analysis/Entries.h"
#include "passes/optimizer/Passes.h"

#define DEBUG_TYPE "heddle-verify-optimizer"

using namespace mlir;

namespace heddle::optimizer {

#define GEN_PASS_DEF_VERIFYOPTIMIZERPASS
#include "passes/optimizer/Passes.h.inc"

namespace {

/// Entries only say what is called with what; all computing is in blocks.
LogicalResult checkBody(func::FuncOp entry) {
  for (Operation &op : entry.front()) {
    if (isa<graph::GradientOp>(op))
      return op.emitError("is left after the optimizer stage, which must have consumed it");
    if (!isa<graph::ReadOp, graph::WriteOp, graph::AddNOp, graph::ConstantOp, func::CallOp,
             arith::ConstantOp, func::ReturnOp>(op))
      return op.emitError("stands in the body of an entry; move it into a block function");
  }
  return success();
}

/// `init` and `train` write every variable exactly once, other entries write none.
LogicalResult checkWrites(ModuleOp module, func::FuncOp entry) {
  StringRef name = entry->getAttrOfType<StringAttr>("graph.entry").getValue();
  bool writesState = name == "init" || name == "train";
  llvm::StringMap<unsigned> writes;
  for (auto write : entry.getOps<graph::WriteOp>()) {
    if (!writesState)
      return write.emitError("entry '") << name << "' must not change state";
    if (++writes[write.getVariable()] > 1)
      return write.emitError("variable '")
             << write.getVariable() << "' is written a second time in entry '" << name << "'";
  }
  for (auto variable : module.getOps<graph::VariableOp>())
    if (writesState && !writes.contains(variable.getSymName()))
      return variable.emitError("variable '")
             << variable.getSymName() << "' is never written in entry '" << name << "'";
  return success();
}

class VerifyOptimizerPass : public impl::VerifyOptimizerPassBase<VerifyOptimizerPass> {
  void runOnOperation() override {
    for (StringRef name : {"init", "train", "eval"})
      if (!findEntry(getOperation(), name)) {
        getOperation().emitError("has no entry '") << name << "' after the optimizer stage";
        return signalPassFailure();
      }
    for (func::FuncOp entry : getEntries(getOperation()))
      if (failed(checkBody(entry)) || failed(checkWrites(getOperation(), entry)))
        return signalPassFailure();
    markAllAnalysesPreserved();
  }
};

} // namespace

} // namespace heddle::optimizer
