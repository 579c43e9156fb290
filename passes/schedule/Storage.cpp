//===- Storage.cpp - where the values of an entry live --------------------===//

#include "passes/schedule/Storage.h"

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/schedule/LocalTypes.h"

using namespace mlir;

namespace heddle::schedule {

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

int64_t PersistentStorage::add(StringAttr symbol, bool gradient, StringRef name,
                               exec::MemoryClass memoryClass, int64_t bytes) {
  classes.push_back({name.str(), nextId, memoryClass, bytes, 1, true});
  owners.push_back({symbol, gradient});
  ids[{symbol, unsigned(gradient)}] = nextId;
  return nextId++;
}

/// Type and kind of a bucket or variable.
static std::pair<Type, graph::VariableKind> describeState(Operation *op) {
  if (auto bucket = dyn_cast<dist::BucketOp>(op))
    return {bucket.getType(), bucket.getKind()};
  auto variable = cast<graph::VariableOp>(op);
  return {variable.getType(), variable.getKind()};
}

int64_t PersistentStorage::getState(StringAttr symbol) {
  if (auto known = ids.find({symbol, false}); known != ids.end())
    return known->second;
  auto [type, kind] = describeState(symbols.lookup(symbol));
  exec::MemoryClass memoryClass =
      kind == graph::VariableKind::Parameter ? exec::MemoryClass::Parameter
      : kind == graph::VariableKind::Moment  ? exec::MemoryClass::Moment
                                             : exec::MemoryClass::Counter;
  return add(symbol, false, symbol, memoryClass, getLocalBytes(type, mesh));
}

int64_t PersistentStorage::getGradient(StringAttr bucket, Type type) {
  if (auto known = ids.find({bucket, true}); known != ids.end())
    return known->second;
  return add(bucket, true, (bucket.getValue() + ".gradient").str(), exec::MemoryClass::Gradient,
             getLocalBytes(type, mesh));
}

//===----------------------------------------------------------------------===//
// Following values
//===----------------------------------------------------------------------===//

StringAttr findState(Value value) {
  Operation *producer = value.getDefiningOp();
  while (isa_and_nonnull<dist::ShardOp>(producer))
    producer = producer->getOperand(0).getDefiningOp();
  auto read = dyn_cast_or_null<graph::ReadOp>(producer);
  return read ? read.getVariableAttr().getAttr() : StringAttr();
}

/// The function argument that `value`, an operand of an op in a region, comes from; -1 if none.
static int64_t functionArgument(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  while (argument && isa<dist::RegionOp>(argument.getOwner()->getParentOp()))
    argument = dyn_cast<BlockArgument>(
        argument.getOwner()->getParentOp()->getOperand(argument.getArgNumber()));
  return argument ? argument.getArgNumber() : -1;
}

StringAttr findUpdatedBucket(Value value, const SymbolTable &symbols) {
  for (OpOperand &use : value.getUses()) {
    Operation *user = use.getOwner();
    auto call = dyn_cast<func::CallOp>(user);
    StringAttr bucket;
    StringRef phase = call ? getPhase(call, symbols) : "";
    if (phase == "update")
      getCallee(call, symbols).walk([&](graph::AdamWOp adamw) {
        if (functionArgument(adamw.getGradient()) == use.getOperandNumber())
          bucket = findState(call.getOperand(functionArgument(adamw.getParameter())));
      });
    else if (isa<dist::JoinOp, dist::AccumulateOp, dist::ShardOp>(user) || phase == "step")
      bucket = findUpdatedBucket(user->getResult(0), symbols);
    if (bucket)
      return bucket;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Values of an entry
//===----------------------------------------------------------------------===//

EntryFacts::EntryFacts(func::FuncOp entry) {
  for (Operation &op : entry.getBody().front()) {
    if (op.hasAttr("dist.id"))
      ops.push_back(&op);
    if (auto write = dyn_cast<graph::WriteOp>(op))
      for (int64_t stage : getStages(write))
        writes[stage].push_back(write);
    if (auto reading = dyn_cast<graph::ReadOp>(op); reading && !op.use_empty())
      read.insert(reading.getVariableAttr().getAttr());
  }
}

Storage EntryStorage::get(Value value) {
  auto it = known.find(value);
  if (it != known.end())
    return it->second;
  Storage storage = find(value);
  known[value] = storage;
  return storage;
}

Storage EntryStorage::addInstance(StringRef name, Type type, exec::MemoryClass memoryClass) {
  auto [entry, isNew] = classOfName.try_emplace(name, classes.size());
  if (isNew)
    classes.push_back(
        {name.str(), state.takeId(), memoryClass, getLocalBytes(type, mesh), 0, false});
  FrameClass &frames = classes[entry->second];
  bool perMicroBatch = dist::isPerMicroBatch(type);
  Storage storage{frames.id, frames.count, perMicroBatch};
  frames.count += perMicroBatch ? mesh.getMb() : 1;
  return storage;
}

void EntryStorage::pin(const Storage &storage) {
  for (FrameClass &frames : classes)
    if (frames.id == storage.frames)
      frames.pinned = true;
}

bool EntryStorage::isWrittenDirectly(graph::WriteOp write) {
  return !facts.read.contains(write.getVariableAttr().getAttr());
}

Storage EntryStorage::findCallResult(func::CallOp call, unsigned index) {
  func::FuncOp block = state.lookup<func::FuncOp>(call.getCalleeAttr().getAttr());
  int64_t argument = block->getAttrOfType<DenseI64ArrayAttr>("exec.in_place")[index];
  if (argument >= 0)
    return get(call.getOperand(argument));
  Value result = call.getResult(index);
  for (Operation *user : result.getUsers()) {
    if (isa<dist::AccumulateOp>(user) && runsOn(user, stage))
      return get(user->getResult(0));
    if (auto write = dyn_cast<graph::WriteOp>(user); write && isWrittenDirectly(write))
      return {state.getState(write.getVariableAttr().getAttr())};
  }
  std::string name = (block.getName() + "." + Twine(index)).str();
  return addInstance(name, result.getType(), exec::MemoryClass::Activation);
}

Storage EntryStorage::find(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto name = entry.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "graph.input");
    Storage storage = addInstance(name, value.getType(), exec::MemoryClass::Input);
    pin(storage);
    return storage;
  }
  Operation *op = value.getDefiningOp();
  if (auto call = dyn_cast<func::CallOp>(op))
    return findCallResult(call, cast<OpResult>(value).getResultNumber());
  if (StringAttr symbol = findState(value))
    return {state.getState(symbol)};
  if (isa<dist::AccumulateOp>(op)) {
    if (StringAttr bucket = findUpdatedBucket(value, state.getSymbols()))
      return {state.getGradient(bucket, value.getType())};
    return addInstance(("accumulate." + Twine(classes.size())).str(), value.getType(),
                       exec::MemoryClass::Activation);
  }
  if (auto join = dyn_cast<dist::JoinOp>(op)) {
    for (Value input : join.getInputs())
      if (runsOn(input.getDefiningOp(), stage))
        return get(input);
  }
  if (auto transfer = dyn_cast<dist::TransferOp>(op)) {
    auto call = transfer.getInput().getDefiningOp<func::CallOp>();
    StringRef name = call ? call.getCallee() : "value";
    return addInstance(
        ("received." + name + "." + Twine(cast<OpResult>(transfer.getInput()).getResultNumber()))
            .str(),
        value.getType(), exec::MemoryClass::Activation);
  }
  llvm_unreachable("checkEntry refuses what has no place");
}

} // namespace heddle::schedule
