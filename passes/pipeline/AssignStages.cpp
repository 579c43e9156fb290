//===- AssignStages.cpp - which pipeline stage runs what ------------------===//
//
// Blocks get stages by their place in the model, work on state by who uses the state, the rest by
// its users.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/pipeline/Passes.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

#define DEBUG_TYPE "heddle-assign-stages"

using namespace mlir;

namespace heddle::pipeline {

#define GEN_PASS_DEF_ASSIGNSTAGESPASS
#include "passes/pipeline/Passes.h.inc"

namespace {

using StageSet = llvm::SmallSetVector<int64_t, 4>;

/// A forward or backward call of a block of the model: it works on state or on what another op
/// made. The sum of the loss weights, on an input alone, is done where it is needed.
bool isModelBlock(func::CallOp call, StringRef phase) {
  return (phase == "forward" || phase == "backward") && !getInstance(call).empty() &&
         llvm::any_of(call.getOperands(), [](Value operand) { return operand.getDefiningOp(); });
}

class StageAssigner {
public:
  StageAssigner(ModuleOp module, int64_t stages)
      : module(module), symbols(module), stages(stages) {}

  LogicalResult run();

private:
  LogicalResult cutBlocks();
  void collectState();
  void assignBlocks(func::FuncOp entry);
  void assignByUsers(func::FuncOp entry);
  void assignByProducers(func::FuncOp entry);
  void noteState(Value value, const StageSet &users);
  StageSet stateOf(Operation *call);

  ModuleOp module;
  SymbolTable symbols;
  int64_t stages;
  llvm::StringMap<int64_t> stageOfInstance;
  /// Stages that use a variable or bucket, by its symbol.
  llvm::MapVector<StringAttr, StageSet> stagesOfState;
};

LogicalResult StageAssigner::run() {
  if (failed(cutBlocks()))
    return failure();
  collectState();
  for (func::FuncOp entry : getEntries(module)) {
    assignBlocks(entry);
    assignByUsers(entry);
    assignByProducers(entry);
  }
  return success();
}

/// The number of repeated instances of each stage: `dist.cuts`, or an even split.
FailureOr<SmallVector<int64_t>> getCuts(ModuleOp module, int64_t stages, int64_t instances) {
  if (auto cuts = module->getAttrOfType<DenseI64ArrayAttr>("dist.cuts")) {
    int64_t sum = llvm::sum_of(cuts.asArrayRef());
    if (instances > 0 && (cuts.size() != stages || sum != instances))
      return module.emitError() << "the plan cuts " << sum << " repeated blocks into "
                                << cuts.size() << " stages, but there are " << instances
                                << " and pp = " << stages;
    return SmallVector<int64_t>(cuts.asArrayRef());
  }
  if (instances % stages != 0)
    return module.emitError() << instances << " repeated blocks do not divide by pp = " << stages
                              << "; choose a pp that divides them, or give the cuts in the plan";
  return SmallVector<int64_t>(stages, instances / stages);
}

LogicalResult StageAssigner::cutBlocks() {
  for (func::FuncOp entry : getEntries(module)) {
    SmallVector<StringRef> before, repeated, after;
    for (auto call : entry.getOps<func::CallOp>()) {
      StringRef instance = getInstance(call);
      if (StringRef phase = getPhase(call, symbols);
          phase != "forward" || !isModelBlock(call, phase))
        continue;
      if (isRepeated(instance) && !after.empty() && stages > 1)
        return call.emitError() << "the repeated block '" << instance << "' comes after '"
                                << after.back()
                                << "', which is not repeated: a pipeline (pp = " << stages
                                << ") cuts one run of repeated blocks; choose pp = 1";
      SmallVector<StringRef> &part =
          isRepeated(instance) ? repeated : (repeated.empty() ? before : after);
      part.push_back(instance);
    }
    FailureOr<SmallVector<int64_t>> cuts = getCuts(module, stages, repeated.size());
    if (failed(cuts))
      return failure();
    for (StringRef instance : before)
      stageOfInstance[instance] = 0;
    for (StringRef instance : after)
      stageOfInstance[instance] = stages - 1;
    ArrayRef<StringRef> rest = repeated;
    for (auto [stage, count] : llvm::enumerate(*cuts)) {
      for (StringRef instance : rest.take_front(count))
        stageOfInstance[instance] = stage;
      rest = rest.drop_front(std::min<size_t>(count, rest.size()));
    }
  }
  return success();
}

void StageAssigner::noteState(Value value, const StageSet &users) {
  if (auto read = value.getDefiningOp<graph::ReadOp>())
    stagesOfState[read.getVariableAttr().getAttr()].insert(users.begin(), users.end());
}

/// State is held by the stages whose blocks use it; what belongs to a parameter (its moments) by
/// the same.
void StageAssigner::collectState() {
  for (func::FuncOp entry : getEntries(module))
    for (auto call : entry.getOps<func::CallOp>()) {
      if (!isModelBlock(call, getPhase(call, symbols)))
        continue;
      StageSet stage;
      stage.insert(stageOfInstance.lookup(getInstance(call)));
      for (Value operand : call.getOperands())
        noteState(operand, stage);
    }
  for (func::FuncOp entry : getEntries(module))
    for (auto call : entry.getOps<func::CallOp>())
      if (getPhase(call, symbols) == "update") {
        StageSet users = stateOf(call);
        for (Operation *user : call->getUsers())
          if (auto write = dyn_cast<graph::WriteOp>(user))
            stagesOfState[write.getVariableAttr().getAttr()].insert(users.begin(), users.end());
        for (Value operand : call.getOperands())
          noteState(operand, users);
      }
}

/// The stages of all state that `op` reads, looking through shards, or writes.
StageSet StageAssigner::stateOf(Operation *op) {
  StageSet result;
  auto add = [&](StringAttr symbol) {
    auto it = stagesOfState.find(symbol);
    if (it != stagesOfState.end())
      result.insert(it->second.begin(), it->second.end());
  };
  for (Value operand : op->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    while (isa_and_nonnull<dist::ShardOp>(producer))
      producer = producer->getOperand(0).getDefiningOp();
    if (auto read = dyn_cast_or_null<graph::ReadOp>(producer))
      add(read.getVariableAttr().getAttr());
  }
  for (Operation *user : op->getUsers()) {
    while (isa<dist::AllGatherOp>(user) && user->hasOneUse())
      user = *user->getUsers().begin();
    if (auto write = dyn_cast<graph::WriteOp>(user))
      add(write.getVariableAttr().getAttr());
  }
  return result;
}

void StageAssigner::assignBlocks(func::FuncOp entry) {
  for (auto call : entry.getOps<func::CallOp>()) {
    StringRef phase = getPhase(call, symbols);
    if (isModelBlock(call, phase))
      setStages(call, stageOfInstance.lookup(getInstance(call)));
    else if (phase == "update" || phase == "init")
      setStages(call, stateOf(call).getArrayRef());
  }
  // A norm runs on the first stage that updates the parameter: a tied one counts once.
  for (auto call : entry.getOps<func::CallOp>()) {
    if (getPhase(call, symbols) != "norm")
      continue;
    StageSet users;
    for (Value operand : call.getOperands())
      for (Operation *user : operand.getUsers())
        users.insert(getStages(user).begin(), getStages(user).end());
    if (!users.empty())
      setStages(call, *llvm::min_element(users));
  }
}

/// Where a value is used, there it is computed: from the last op to the first.
void StageAssigner::assignByUsers(func::FuncOp entry) {
  for (Operation &op : llvm::reverse(entry.getBody().front())) {
    if (!getStages(&op).empty() || isa<graph::WriteOp>(op) || op.hasTrait<OpTrait::IsTerminator>())
      continue;
    StageSet users;
    for (Operation *user : op.getUsers())
      users.insert(getStages(user).begin(), getStages(user).end());
    if (!users.empty())
      setStages(&op, users.getArrayRef());
  }
}

/// What only leaves the entry (a loss, a write) is done where its operands are; what has no
/// operands of a stage, on the last.
void StageAssigner::assignByProducers(func::FuncOp entry) {
  for (Operation &op : entry.getBody().front()) {
    if (!getStages(&op).empty() || op.hasTrait<OpTrait::IsTerminator>())
      continue;
    StageSet producers;
    for (Value operand : op.getOperands())
      if (Operation *producer = operand.getDefiningOp(); producer && !isa<graph::ReadOp>(producer))
        producers.insert(getStages(producer).begin(), getStages(producer).end());
    if (auto write = dyn_cast<graph::WriteOp>(op))
      stagesOfState[write.getVariableAttr().getAttr()].insert(producers.begin(), producers.end());
    if (producers.empty())
      producers.insert(stages - 1);
    setStages(&op, producers.getArrayRef());
  }
}

struct AssignStagesPass : impl::AssignStagesPassBase<AssignStagesPass> {
  void runOnOperation() override {
    dist::MeshAttr mesh = dist::requireMesh(getOperation());
    if (!mesh || failed(StageAssigner(getOperation(), mesh.getPp()).run()))
      signalPassFailure();
  }
};

} // namespace
} // namespace heddle::pipeline
