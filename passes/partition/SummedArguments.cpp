//===- SummedArguments.cpp - gradients of values without a batch ----------===//

#include "passes/partition/SummedArguments.h"

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"

using namespace mlir;

namespace heddle::partition {

using dist::MeshAxis;
using dist::MeshAxisSet;

MeshAxisSet getBatchAxes(DictionaryAttr rules, dist::MeshAttr mesh) {
  MeshAxisSet batch;
  for (NamedAttribute rule : rules) {
    ArrayRef<MeshAxis> axes = cast<dist::MeshAxesAttr>(rule.getValue()).getValue();
    if (!llvm::is_contained(axes, MeshAxis::MB))
      continue;
    for (MeshAxis axis : axes)
      if (axis == MeshAxis::MB || mesh.getSize(axis) > 1)
        batch = batch | MeshAxisSet{axis};
  }
  return batch;
}

/// A result of a backward block, or a sum of such.
static bool isGradient(Value value, const SymbolTable &symbols) {
  if (auto sum = value.getDefiningOp<graph::AddNOp>())
    return llvm::any_of(sum.getInputs(), [&](Value input) { return isGradient(input, symbols); });
  auto call = value.getDefiningOp<func::CallOp>();
  return call && getPhase(call, symbols) == "backward";
}

SummedArguments findSummedArguments(ArrayRef<func::FuncOp> entries, DictionaryAttr rules,
                                    dist::MeshAttr mesh, const SymbolTable &symbols) {
  SummedArguments found;
  for (func::FuncOp entry : entries)
    for (auto call : entry.getOps<func::CallOp>()) {
      if (getPhase(call, symbols) != "backward")
        continue;
      llvm::BitVector &arguments = found[getCallee(call, symbols)];
      arguments.resize(call.getNumOperands());
      for (OpOperand &operand : call->getOpOperands()) {
        auto type = dyn_cast<RankedTensorType>(operand.get().getType());
        if (type && isGradient(operand.get(), symbols) &&
            !dist::isPerMicroBatch(dist::distribute(type, rules, mesh)))
          arguments.set(operand.getOperandNumber());
      }
    }
  return found;
}

} // namespace heddle::partition
