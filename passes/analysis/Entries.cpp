//===- Entries.cpp - reading the body of an entry point -------------------===//

#include "passes/analysis/Entries.h"

#include "dialects/dist/Layouts.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace heddle {

SmallVector<func::FuncOp> getEntries(ModuleOp module) {
  return llvm::filter_to_vector(module.getOps<func::FuncOp>(), [](func::FuncOp function) {
    return function->hasAttr("graph.entry");
  });
}

func::FuncOp findEntry(ModuleOp module, StringRef name) {
  for (func::FuncOp entry : getEntries(module))
    if (entry->getAttrOfType<StringAttr>("graph.entry") == name)
      return entry;
  return nullptr;
}

/// Compares the names of functions only: a module has many variables and few functions, so this is
/// much faster than a lookup among all symbols.
func::FuncOp getCallee(func::CallOp call) {
  StringAttr name = call.getCalleeAttr().getAttr();
  // From the end: functions stand behind the variables, of which a large model has thousands.
  for (Operation &op : llvm::reverse(*call->getParentOfType<ModuleOp>().getBody()))
    if (auto function = dyn_cast<func::FuncOp>(op); function && function.getSymNameAttr() == name)
      return function;
  return nullptr;
}

LogicalResult requireBodies(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isExternal())
      return function.emitError("is declared only; a block needs a body");
  return success();
}

static StringRef getPhaseOfBlock(func::FuncOp block) {
  auto phase = block->getAttrOfType<StringAttr>("graph.phase");
  return phase ? phase.getValue() : "";
}

StringRef getPhase(Operation *op) {
  auto call = dyn_cast<func::CallOp>(op);
  return call ? getPhaseOfBlock(getCallee(call)) : "";
}

StringRef getPhase(func::CallOp call, const SymbolTable &symbols) {
  return getPhaseOfBlock(getCallee(call, symbols));
}

StringRef getInstance(Operation *op) {
  auto instance = op->getAttrOfType<StringAttr>("graph.instance");
  return instance ? instance.getValue() : "";
}

bool isPerMicroBatch(Operation *op) {
  if (isa<dist::AccumulateOp>(op) || op->hasTrait<OpTrait::IsTerminator>())
    return false;
  auto perMicroBatch = [](Value value) { return dist::isPerMicroBatch(value.getType()); };
  return llvm::any_of(op->getOperands(), perMicroBatch) ||
         llvm::any_of(op->getResults(), perMicroBatch);
}

bool isRepeated(StringRef instance) {
  StringRef index = instance.rsplit('.').second;
  return !index.empty() && llvm::all_of(index, llvm::isDigit);
}

ArrayRef<int64_t> getStages(Operation *op) {
  auto stages = llvm::dyn_cast_if_present<DenseI64ArrayAttr>(op->getDiscardableAttr("dist.stages"));
  return stages ? stages.asArrayRef() : ArrayRef<int64_t>();
}

void setStages(Operation *op, ArrayRef<int64_t> stages) {
  SmallVector<int64_t> sorted(stages);
  llvm::sort(sorted);
  sorted.erase(llvm::unique(sorted), sorted.end());
  op->setDiscardableAttr("dist.stages", DenseI64ArrayAttr::get(op->getContext(), sorted));
}

} // namespace heddle
