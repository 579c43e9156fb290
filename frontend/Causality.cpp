//===- Causality.cpp - logits do not see what they predict ----------------===//
//
// A value depends on tokens if an operand of its op does. With an axis `seq` it
// holds, at position t, something of the tokens up to t, as long as no op mixes
// positions; without one it has mixed them. Parameters may be summed over `seq`:
// they do not depend on tokens.
//
//===----------------------------------------------------------------------===//

#include "frontend/Causality.h"

#include "dialects/graph/Axes.h"
#include "dialects/graph/Graph.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace heddle;
using namespace mlir;

static constexpr llvm::StringLiteral kTime = "seq";

static bool hasTime(Value value) {
  return graph::isGraphTensor(value.getType()) && graph::findAxis(value.getType(), kTime);
}

/// How `op` mixes positions, as the end of a sentence; empty if it does not.
static llvm::StringRef howItMixes(Operation *op, llvm::function_ref<bool(Value)> dependsOnTokens) {
  if (isa<graph::RopeOp>(op)) // Looks at the position, not along the axis.
    return "";
  if (auto attention = dyn_cast<graph::AttentionOp>(op))
    if (attention.getCausal() && graph::getAxes(attention.getQuery())[1] == kTime &&
        graph::getAxes(attention.getKey())[1] == kTime)
      return "";
  if (isa<graph::RenameOp>(op) && !hasTime(op->getResult(0)))
    return "'seq' gets another name, under which positions can be mixed";
  if (auto shardable = dyn_cast<graph::ShardableOpInterface>(op))
    if (llvm::is_contained(shardable.getUnsplittableAxes(), kTime))
      return "this couples the positions of 'seq'";
  for (Value operand : op->getOperands())
    if (dependsOnTokens(operand) && hasTime(operand) && !llvm::all_of(op->getResults(), hasTime))
      return "this sums over 'seq'";
  return "";
}

namespace {

class CausalityChecker {
public:
  explicit CausalityChecker(ModuleOp module) : symbols(module) {}

  LogicalResult run(func::FuncOp entry) {
    markNeeded(entry);
    markDependent(entry);
    bool ok = true;
    for (Operation *op : needed)
      ok &= succeeded(check(op));
    return success(ok);
  }

private:
  func::FuncOp getCallee(func::CallOp call) {
    return symbols.lookup<func::FuncOp>(call.getCallee());
  }

  /// The ops that `results` of the terminator of `func` need; returns the arguments that they need.
  llvm::SmallPtrSet<Value, 8> slice(func::FuncOp func, llvm::ArrayRef<unsigned> results);
  void markNeeded(func::FuncOp entry);
  void markDependent(func::FuncOp entry);
  void propagate(func::FuncOp block);
  LogicalResult check(Operation *op);

  SymbolTable symbols;
  llvm::SetVector<Operation *> needed;
  /// Values that depend on tokens, and the one-hot choice of the position whose logits are wanted.
  llvm::DenseSet<Value> dependent, choice;
};

llvm::SmallPtrSet<Value, 8> CausalityChecker::slice(func::FuncOp func,
                                                    llvm::ArrayRef<unsigned> results) {
  llvm::SmallPtrSet<Value, 8> wanted;
  Block &body = func.getBody().front();
  for (unsigned result : results)
    wanted.insert(body.getTerminator()->getOperand(result));
  for (Operation &op : llvm::reverse(body.without_terminator()))
    if (llvm::any_of(op.getResults(), [&](Value value) { return wanted.contains(value); })) {
      needed.insert(&op);
      wanted.insert_range(op.getOperands());
    }
  return wanted;
}

void CausalityChecker::markNeeded(func::FuncOp entry) {
  llvm::SmallPtrSet<Value, 8> wanted;
  Block &body = entry.getBody().front();
  wanted.insert_range(body.getTerminator()->getOperands());
  for (Operation &op : llvm::reverse(body)) {
    auto call = dyn_cast<func::CallOp>(op);
    if (!call)
      continue;
    llvm::SmallVector<unsigned> results;
    for (OpResult result : call->getResults())
      if (wanted.contains(result))
        results.push_back(result.getResultNumber());
    func::FuncOp block = getCallee(call);
    llvm::SmallPtrSet<Value, 8> inside = slice(block, results);
    for (auto [operand, argument] : llvm::zip_equal(call.getOperands(), block.getArguments()))
      if (inside.contains(argument))
        wanted.insert(operand);
  }
}

/// A block that several calls share depends on whatever one of them does.
void CausalityChecker::markDependent(func::FuncOp entry) {
  for (auto [i, argument] : llvm::enumerate(entry.getArguments())) {
    auto name = entry.getArgAttrOfType<StringAttr>(i, "graph.input");
    (name && name == "select" ? choice : dependent).insert(argument);
  }
  for (auto call : entry.getOps<func::CallOp>()) {
    func::FuncOp block = getCallee(call);
    for (auto [operand, argument] : llvm::zip_equal(call.getOperands(), block.getArguments()))
      for (auto *set : {&dependent, &choice})
        if (set->contains(operand))
          set->insert(argument);
    propagate(block);
    Operation *end = block.getBody().front().getTerminator();
    for (auto [result, value] : llvm::zip_equal(call.getResults(), end->getOperands()))
      if (dependent.contains(value))
        dependent.insert(result);
  }
}

void CausalityChecker::propagate(func::FuncOp block) {
  for (Operation &op : block.getBody().front())
    if (llvm::any_of(op.getOperands(), [&](Value value) { return dependent.contains(value); }))
      dependent.insert_range(op.getResults());
}

LogicalResult CausalityChecker::check(Operation *op) {
  auto dependsOnTokens = [&](Value value) { return dependent.contains(value); };
  if (llvm::none_of(op->getOperands(), dependsOnTokens) ||
      llvm::any_of(op->getOperands(), [&](Value value) { return choice.contains(value); }))
    return success();
  llvm::StringRef how = howItMixes(op, dependsOnTokens);
  if (how.empty())
    return success();
  InFlightDiagnostic diagnostic = emitError(op->getLoc())
                                  << "the logits see tokens that they are to predict: " << how;
  diagnostic.attachNote(op->getLoc())
      << "hint: causal_lm predicts each token from those before it; what depends on tokens keeps "
         "its axis 'seq', and only attention(q, k, v, causal) looks along it";
  return diagnostic;
}

} // namespace

LogicalResult heddle::frontend::checkCausality(ModuleOp module) {
  return CausalityChecker(module).run(module.lookupSymbol<func::FuncOp>("logits"));
}
