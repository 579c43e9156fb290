//===- MatchAddends.cpp - what blocks return to sums in entries -----------===//

#include "passes/partition/MatchAddends.h"

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"

using namespace mlir;

namespace heddle::partition {

using dist::MeshAxis;
using dist::MeshAxisSet;

bool isSummedByEntry(Value value) {
  dist::LayoutAttr layout = dist::getLayout(value);
  return layout && layout.getPartialAxes().contains(MeshAxis::MB) &&
         layout.getReduction() == graph::ReductionKind::Sum;
}

namespace {

class AddendMatcher {
public:
  explicit AddendMatcher(SymbolTable &symbols) : symbols(symbols) {}

  void run(ArrayRef<func::FuncOp> entries) {
    for (bool changed = true; changed;) {
      changed = false;
      for (func::FuncOp entry : entries) {
        for (auto sum : entry.getOps<graph::AddNOp>())
          changed |= match(sum.getResult());
        for (auto call : entry.getOps<func::CallOp>())
          changed |= matchArguments(call);
      }
    }
  }
  unsigned numAllReduces = 0;

private:
  /// What the called blocks return to `value`, through sums of sums.
  void collectReturned(Value value, SmallVectorImpl<OpOperand *> &returned) {
    if (auto sum = value.getDefiningOp<graph::AddNOp>())
      for (Value input : sum.getInputs())
        collectReturned(input, returned);
    auto call = value.getDefiningOp<func::CallOp>();
    auto callee = call ? getCallee(call, symbols) : func::FuncOp();
    if (callee && !callee.isExternal())
      returned.push_back(
          &callee.front().getTerminator()->getOpOperand(cast<OpResult>(value).getResultNumber()));
  }

  /// A summed argument is partial over what splits the batch and over nothing else.
  bool matchArguments(func::CallOp call) {
    bool changed = false;
    auto callee = getCallee(call, symbols);
    for (auto [operand, type] : llvm::zip(call.getOperands(), callee.getArgumentTypes()))
      if (MeshAxisSet partial = dist::getPartial(type); !partial.empty())
        changed |= match(operand, partial);
    return changed;
  }

  bool match(Value sum, std::optional<MeshAxisSet> common = std::nullopt) {
    SmallVector<OpOperand *> addends;
    collectReturned(sum, addends);
    for (OpOperand *addend : addends) {
      MeshAxisSet partial = dist::getPartial(addend->get());
      common = common ? *common & partial : partial;
    }
    bool changed = false;
    for (OpOperand *addend : addends)
      changed |= complete(*addend, *common);
    return changed;
  }

  /// Leaves what is returned partial over `kept` and mb only.
  bool complete(OpOperand &returned, MeshAxisSet kept) {
    if (!isSummedByEntry(returned.get()))
      return false;
    auto type = cast<RankedTensorType>(returned.get().getType());
    MeshAxisSet axes = dist::getPartial(type) - kept - MeshAxisSet{MeshAxis::MB};
    if (axes.empty())
      return false;
    OpBuilder builder(returned.getOwner());
    returned.set(dist::AllReduceOp::create(
        builder, returned.get().getLoc(), dist::withPartial(type, dist::getPartial(type) - axes),
        returned.get(), dist::MeshAxesAttr::get(builder.getContext(), axes.toVector())));
    auto function = cast<func::FuncOp>(returned.getOwner()->getParentOp());
    function.setType(FunctionType::get(builder.getContext(), function.getArgumentTypes(),
                                       returned.getOwner()->getOperandTypes()));
    ++numAllReduces;
    return true;
  }

  SymbolTable &symbols;
};

} // namespace

unsigned matchAddends(ArrayRef<func::FuncOp> entries, SymbolTable &symbols) {
  AddendMatcher matcher(symbols);
  matcher.run(entries);
  return matcher.numAllReduces;
}

} // namespace heddle::partition
