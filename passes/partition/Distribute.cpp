//===- Distribute.cpp - layouts and all-reduces ---------------------------===//
//
// Each function once, blocks before entries, op by op in order: complete what an op cannot take as
// it is, then type its results.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Layouts.h"
#include "dialects/dist/Sharding.h"
#include "passes/analysis/Entries.h"
#include "passes/partition/MatchAddends.h"
#include "passes/partition/Passes.h"
#include "passes/partition/SummedArguments.h"

#define DEBUG_TYPE "heddle-distribute"

using namespace mlir;

namespace heddle::partition {

#define GEN_PASS_DEF_DISTRIBUTEPASS
#include "passes/partition/Passes.h.inc"

namespace {

using dist::MeshAxis;
using dist::MeshAxisSet;

/// Gives the values of one function their types.
class FunctionDistributor {
public:
  /// `summed` are the arguments that are sums over the batch.
  FunctionDistributor(func::FuncOp function, SymbolTable &symbols, const llvm::BitVector &summed);

  LogicalResult run();
  unsigned numAllReduces = 0;

private:
  LogicalResult distribute(Operation *op);
  LogicalResult completeOperands(Operation *op);
  void takeSums(func::CallOp call);
  LogicalResult completeResults(func::ReturnOp op);
  FailureOr<Value> complete(Operation *user, Value value, MeshAxisSet axes);
  Value accumulate(OpBuilder &builder, Value value);
  Value gather(Operation *user, Value value);
  void setResultTypes(Operation *op);
  Type distributeType(Type type);

  func::FuncOp function;
  SymbolTable &symbols;
  dist::MeshAttr mesh;
  DictionaryAttr rules;
  const llvm::BitVector &summed;
  bool isEntry;
  /// Of the values of a deep model's entry, of which there are thousands, few have different types.
  llvm::DenseMap<Type, Type> distributedTypes;
  /// Completed values, for the next op that needs them.
  llvm::DenseMap<Value, llvm::SmallVector<std::pair<MeshAxisSet, Value>>> completed;
};

/// The rules of the module, less what the function has of its own.
DictionaryAttr getRules(func::FuncOp function) {
  auto module = function->getParentOfType<ModuleOp>();
  NamedAttrList rules(module->getAttrOfType<DictionaryAttr>(dist::rulesAttrName));
  if (auto own = function->getAttrOfType<DictionaryAttr>(dist::rulesAttrName))
    for (NamedAttribute rule : own)
      rules.set(rule.getName(), rule.getValue());
  return rules.getDictionary(function.getContext());
}

FunctionDistributor::FunctionDistributor(func::FuncOp function, SymbolTable &symbols,
                                         const llvm::BitVector &summed)
    : function(function), symbols(symbols), mesh(dist::getMesh(function)),
      rules(getRules(function)), summed(summed), isEntry(function->hasAttr("graph.entry")) {}

Type FunctionDistributor::distributeType(Type type) {
  if (!graph::isGraphTensor(type) || dist::getLayout(type))
    return type;
  Type &distributed = distributedTypes[type];
  if (!distributed)
    distributed = dist::distribute(cast<RankedTensorType>(type), rules, mesh);
  return distributed;
}

LogicalResult FunctionDistributor::run() {
  for (BlockArgument argument : function.getArguments())
    argument.setType(distributeType(argument.getType()));
  for (unsigned index : summed.set_bits()) {
    BlockArgument argument = function.getArgument(index);
    argument.setType(
        dist::withPartial(cast<RankedTensorType>(argument.getType()), getBatchAxes(rules, mesh)));
  }
  Block &body = function.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(body))
    if (failed(distribute(&op)))
      return failure();
  // Sums that became accumulations.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isa<graph::AddNOp>(op) && isOpTriviallyDead(&op))
      op.erase();
  function.setType(FunctionType::get(function.getContext(), body.getArgumentTypes(),
                                     body.getTerminator()->getOperandTypes()));
  return success();
}

LogicalResult FunctionDistributor::distribute(Operation *op) {
  if (auto result = dyn_cast<func::ReturnOp>(op))
    return completeResults(result);
  auto call = dyn_cast<func::CallOp>(op);
  if (call)
    takeSums(call);
  // What an op can take depends on how its results are split, too.
  if (!call)
    for (OpResult result : op->getResults())
      result.setType(distributeType(result.getType()));
  if (failed(completeOperands(op)))
    return failure();
  setResultTypes(op);
  return success();
}

/// Where the block takes a sum, a zero is one.
void FunctionDistributor::takeSums(func::CallOp call) {
  auto callee = getCallee(call, symbols);
  for (auto [operand, type] : llvm::zip(call.getOperands(), callee.getArgumentTypes()))
    if (operand.getDefiningOp<graph::ConstantOp>() && !dist::getPartial(type).empty())
      operand.setType(type);
}

/// What `op` takes operand `index` partial over.
MeshAxisSet getTaken(Operation *op, unsigned index, const SymbolTable &symbols) {
  auto call = dyn_cast<func::CallOp>(op);
  if (!call)
    return {};
  return dist::getPartial(getCallee(call, symbols).getArgumentTypes()[index]);
}

/// Writes take complete values, and so do calls but for summed arguments; computing ops say
/// themselves what they can take.
LogicalResult FunctionDistributor::completeOperands(Operation *op) {
  for (const dist::PartialConflict &conflict : dist::findPartialConflicts(op)) {
    MeshAxisSet axes = conflict.axes - getTaken(op, conflict.operand, symbols);
    if (axes.empty())
      continue;
    FailureOr<Value> value = complete(op, op->getOperand(conflict.operand), axes);
    if (failed(value))
      return failure();
    op->setOperand(conflict.operand, *value);
  }
  return success();
}

/// Blocks return sums over dp as they are, and sums over mb with all that they are partial over
/// besides: the entry adds up micro-batches first and then communicates once, not for each.
LogicalResult FunctionDistributor::completeResults(func::ReturnOp op) {
  for (OpOperand &operand : op->getOpOperands()) {
    MeshAxisSet axes = dist::getPartial(operand.get());
    if (!isEntry)
      axes = isSummedByEntry(operand.get()) ? MeshAxisSet() : axes - MeshAxisSet{MeshAxis::DP};
    if (!axes.empty()) {
      FailureOr<Value> value = complete(op, operand.get(), axes);
      if (failed(value))
        return failure();
      operand.set(*value);
    }
    if (isEntry)
      operand.set(gather(op, operand.get()));
  }
  return success();
}

/// The sum of all micro-batches of `value`, or of the addends of the add_n that makes it.
Value FunctionDistributor::accumulate(OpBuilder &builder, Value value) {
  SmallVector<Value> contributions{value};
  auto sum = value.getDefiningOp<graph::AddNOp>();
  if (sum)
    contributions.assign(sum.getInputs().begin(), sum.getInputs().end());
  auto type = cast<RankedTensorType>(value.getType());
  type = dist::withPartial(type, dist::getPartial(type) - MeshAxisSet{MeshAxis::MB});
  Value result = dist::AccumulateOp::create(builder, value.getLoc(), type, contributions);
  return result;
}

/// `value`, complete over `axes`, for `user`.
FailureOr<Value> FunctionDistributor::complete(Operation *user, Value value, MeshAxisSet axes) {
  for (auto [over, existing] : completed[value])
    if (over == axes)
      return existing;
  if (axes.contains(MeshAxis::MB) && !isEntry)
    return user->emitOpError()
           << "needs a sum over micro-batches within a block, which is not supported; values that "
              "mix the samples of a batch must be results of a block";
  OpBuilder builder(user);
  Value result = value;
  if (axes.contains(MeshAxis::MB))
    result = accumulate(builder, value);
  if (MeshAxisSet devices = axes - MeshAxisSet{MeshAxis::MB}; !devices.empty()) {
    auto type = cast<RankedTensorType>(result.getType());
    type = dist::withPartial(type, dist::getPartial(type) - devices,
                             dist::getLayout(type).getReduction());
    auto attr = dist::MeshAxesAttr::get(builder.getContext(), devices.toVector());
    result = dist::AllReduceOp::create(builder, value.getLoc(), type, result, attr);
    ++numAllReduces;
  }
  completed[value].push_back({axes, result});
  return result;
}

/// An output of the entry is whole on every rank, but for its batch.
Value FunctionDistributor::gather(Operation *user, Value value) {
  dist::LayoutAttr layout = dist::getLayout(value);
  MeshAxisSet batch{MeshAxis::DP, MeshAxis::MB};
  if (!layout || (layout.getSplitAxes() - batch).empty())
    return value;
  SmallVector<dist::AxisSplit> splits;
  for (const dist::AxisSplit &split : layout.getSplits())
    splits.emplace_back((MeshAxisSet(split.getAxes()) & batch) == MeshAxisSet(split.getAxes())
                            ? split
                            : dist::AxisSplit());
  OpBuilder builder(user);
  auto whole = dist::LayoutAttr::get(builder.getContext(), layout.getNames(), splits, {},
                                     graph::ReductionKind::Sum);
  auto axes =
      dist::MeshAxesAttr::get(builder.getContext(), (layout.getSplitAxes() - batch).toVector());
  return dist::AllGatherOp::create(builder, value.getLoc(),
                                   dist::withLayout(cast<RankedTensorType>(value.getType()), whole),
                                   value, axes);
}

/// What of a call's results the callee says; of other results what they are partial over.
void FunctionDistributor::setResultTypes(Operation *op) {
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = getCallee(call, symbols);
    for (auto [result, type] : llvm::zip(op->getResults(), callee.getResultTypes()))
      result.setType(type);
    return;
  }
  for (OpResult result : op->getResults()) {
    dist::PartialAxes partial = dist::inferPartial(op, result.getResultNumber());
    if (!partial.axes.empty())
      result.setType(dist::withPartial(cast<RankedTensorType>(result.getType()), partial.axes,
                                       partial.reduction));
  }
}

//===----------------------------------------------------------------------===//
// The module
//===----------------------------------------------------------------------===//

struct DistributePass : impl::DistributePassBase<DistributePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    if (!dist::requireMesh(module))
      return signalPassFailure();
    if (!module->hasAttr(dist::rulesAttrName)) {
      module.emitError("has no axis rules (dist.rules); run heddle-apply-plan");
      return signalPassFailure();
    }
    distributeVariables();
    llvm::SmallPtrSet<Operation *, 16> done;
    SmallVector<func::FuncOp> entries = getEntries(module);
    summed =
        findSummedArguments(entries, module->getAttrOfType<DictionaryAttr>(dist::rulesAttrName),
                            dist::getMesh(module), symbols);
    for (auto function : module.getOps<func::FuncOp>())
      if (!function->hasAttr("graph.entry") && failed(distribute(function, symbols, done)))
        return signalPassFailure();
    numAllReduces += matchAddends(entries, symbols);
    for (func::FuncOp entry : entries)
      if (failed(distribute(entry, symbols, done)))
        return signalPassFailure();
  }

  void distributeVariables() {
    auto rules = getOperation()->getAttrOfType<DictionaryAttr>(dist::rulesAttrName);
    dist::MeshAttr mesh = dist::getMesh(getOperation());
    llvm::DenseMap<Type, TypeAttr> distributed;
    for (auto variable : getOperation().getOps<graph::VariableOp>()) {
      TypeAttr &type = distributed[variable.getType()];
      if (!type)
        type = TypeAttr::get(
            dist::distribute(cast<RankedTensorType>(variable.getType()), rules, mesh));
      variable.setTypeAttr(type);
    }
  }

  /// Callees first: what they return is known then.
  LogicalResult distribute(func::FuncOp function, SymbolTable &symbols,
                           llvm::SmallPtrSetImpl<Operation *> &done) {
    if (!done.insert(function).second || function.isExternal())
      return success();
    for (auto call : function.getOps<func::CallOp>())
      if (failed(distribute(getCallee(call, symbols), symbols, done)))
        return failure();
    FunctionDistributor distributor(function, symbols, summed[function]);
    if (failed(distributor.run()))
      return failure();
    numAllReduces += distributor.numAllReduces;
    return success();
  }

  SummedArguments summed;
};

} // namespace
} // namespace heddle::partition
