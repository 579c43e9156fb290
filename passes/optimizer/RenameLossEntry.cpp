//===- RenameLossEntry.cpp - the forward-only entry becomes `eval` --------===//

#include "passes/analysis/Entries.h"
#include "passes/optimizer/Passes.h"

#define DEBUG_TYPE "heddle-rename-loss-entry"

using namespace mlir;

namespace heddle::optimizer {

#define GEN_PASS_DEF_RENAMELOSSENTRYPASS
#include "passes/optimizer/Passes.h.inc"

namespace {

class RenameLossEntryPass : public impl::RenameLossEntryPassBase<RenameLossEntryPass> {
  void runOnOperation() override {
    func::FuncOp entry = findEntry(getOperation(), "loss");
    if (!entry) {
      getOperation().emitError("has no `loss` entry to make `eval` of");
      return signalPassFailure();
    }
    if (Operation *other = SymbolTable::lookupSymbolIn(getOperation(), "eval")) {
      other->emitError(
          "the name 'eval' is needed for the entry that only runs forward; rename this");
      return signalPassFailure();
    }
    auto name = StringAttr::get(&getContext(), "eval");
    entry.setSymNameAttr(name);
    entry->setAttr("graph.entry", name);
  }
};

} // namespace

} // namespace heddle::optimizer
