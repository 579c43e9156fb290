//===- BuildRoles.cpp - entries and tables become roles -------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/schedule/CheckEntry.h"
#include "passes/schedule/LocalTypes.h"
#include "passes/schedule/Passes.h"
#include "passes/schedule/Storage.h"

#define DEBUG_TYPE "heddle-build-roles"

using namespace mlir;

namespace heddle::schedule {

#define GEN_PASS_DEF_BUILDROLESPASS
#include "passes/schedule/Passes.h.inc"

namespace {

/// A row of dist.table.
struct Triple {
  int32_t id, microBatch, group;
};

/// Makes segments that no block stands behind: exchanges and copies. Equal ones are shared.
class ExtraSegments {
public:
  ExtraSegments(ModuleOp module) : module(module), symbols(module) {}

  struct Message {
    bool send;
    int64_t stage, value, bytes;
    bool operator<(const Message &o) const {
      return std::tie(send, stage, value, bytes) < std::tie(o.send, o.stage, o.value, o.bytes);
    }
  };
  exec::SegmentOp getExchange(Location loc, ArrayRef<Message> messages);
  exec::SegmentOp getCopy(Location loc, int64_t bytes);

private:
  exec::SegmentOp make(Location loc, StringRef name, ArrayRef<int64_t> frameBytes,
                       ArrayRef<bool> written);

  ModuleOp module;
  SymbolTable symbols;
  std::map<std::vector<Message>, exec::SegmentOp> exchanges;
  std::map<int64_t, exec::SegmentOp> copies;
};

exec::SegmentOp ExtraSegments::make(Location loc, StringRef name, ArrayRef<int64_t> frameBytes,
                                    ArrayRef<bool> written) {
  OpBuilder builder(module.getContext());
  SmallVector<Attribute> frames;
  for (auto [index, isWritten] : llvm::enumerate(written))
    frames.push_back(exec::FrameAttr::get(builder.getContext(),
                                          builder.getStringAttr("frame" + Twine(index)),
                                          exec::MemoryClass::Activation, !isWritten, isWritten));
  auto segment =
      exec::SegmentOp::create(builder, loc, name, builder.getArrayAttr(frames), llvm::APFloat(0.0));
  Block &body = segment.getBody().emplaceBlock();
  for (int64_t bytes : frameBytes)
    body.addArgument(exec::BufferType::get(builder.getContext(), bytes), loc);
  symbols.insert(segment);
  return segment;
}

exec::SegmentOp ExtraSegments::getExchange(Location loc, ArrayRef<Message> messages) {
  exec::SegmentOp &segment = exchanges[messages.vec()];
  if (segment)
    return segment;
  SmallVector<int64_t> bytes, sendStages, receiveStages, sendValues, receiveValues;
  SmallVector<bool> written;
  for (const Message &message : messages) {
    bytes.push_back(message.bytes);
    written.push_back(!message.send);
    (message.send ? sendStages : receiveStages).push_back(message.stage);
    (message.send ? sendValues : receiveValues).push_back(message.value);
  }
  segment = make(loc, "segment.exchange", bytes, written);
  Block &body = segment.getBody().front();
  SmallVector<Value> sends, receives;
  for (auto [message, frame] : llvm::zip_equal(messages, body.getArguments()))
    (message.send ? sends : receives).push_back(frame);
  OpBuilder builder = OpBuilder::atBlockEnd(&body);
  exec::ExchangeOp::create(builder, loc, sends, receives, sendStages, receiveStages, sendValues,
                           receiveValues);
  return segment;
}

exec::SegmentOp ExtraSegments::getCopy(Location loc, int64_t bytes) {
  exec::SegmentOp &segment = copies[bytes];
  if (segment)
    return segment;
  segment = make(loc, "segment.copy", {bytes, bytes}, {false, true});
  Block &body = segment.getBody().front();
  OpBuilder builder = OpBuilder::atBlockEnd(&body);
  exec::CopyOp::create(builder, loc, body.getArgument(0), body.getArgument(1));
  return segment;
}

/// One entry on one stage: its frames, ports and rows.
class TableLowering {
public:
  TableLowering(func::FuncOp entry, const EntryFacts &facts, dist::TableOp table,
                dist::MeshAttr mesh, PersistentStorage &state, ExtraSegments &extra)
      : entry(entry), facts(facts), table(table), mesh(mesh), extra(extra), stage(table.getStage()),
        state(state), storage(entry, facts, table.getStage(), mesh, state),
        builder(entry.getContext()), rowName(exec::RowOp::getOperationName(), entry.getContext()) {}

  void lower(Block &role);

private:
  /// What the rows of one call share; worked out once, since they are as many as micro-batches.
  struct CallRow {
    FlatSymbolRefAttr segment;
    StringAttr instance;
    DenseI64ArrayAttr frames;
    /// The scalars of the call, then one for each sum: 1, so that the row adds to it.
    DenseI64ArrayAttr scalars;
    /// The frames that the rows add to, until a row finds that all of them have been written.
    SmallVector<Storage> sums;
  };

  CallRow makeCallRow(func::CallOp call);
  void addRows();
  void addCall(func::CallOp call, int64_t microBatch);
  void addExchange(ArrayRef<Triple> group);
  void addWrites();
  DenseI64ArrayAttr overwriteFirst(CallRow &row);
  void addRow(Location loc, FlatSymbolRefAttr segment, StringAttr instance, int64_t microBatch,
              DenseI64ArrayAttr frames, DenseI64ArrayAttr scalars);
  void addRow(Location loc, exec::SegmentOp segment, StringRef instance, int64_t microBatch,
              ArrayRef<int64_t> frames) {
    addRow(loc, FlatSymbolRefAttr::get(segment), builder.getStringAttr(instance), microBatch,
           builder.getDenseI64ArrayAttr(frames), builder.getDenseI64ArrayAttr({}));
  }
  void addInputs();
  void addOutputs();
  void addPort(Location loc, StringRef name, bool output, Value value);
  int64_t globalBatch();
  /// The triple of a frame that a row binds `later` micro-batches after its own.
  static void append(SmallVectorImpl<int64_t> &frames, const Storage &where, int64_t later = 0) {
    frames.append({where.frames, where.getInstance(later), where.perMicroBatch});
  }

  func::FuncOp entry;
  const EntryFacts &facts;
  dist::TableOp table;
  dist::MeshAttr mesh;
  ExtraSegments &extra;
  int64_t stage;
  PersistentStorage &state;
  EntryStorage storage;
  OpBuilder builder;
  OperationName rowName;
  DenseMap<Operation *, CallRow> callRows;
  /// Gradient frames that some row of this table has written already.
  llvm::DenseSet<std::pair<int64_t, int64_t>> accumulated;
};

void TableLowering::addRow(Location loc, FlatSymbolRefAttr segment, StringAttr instance,
                           int64_t microBatch, DenseI64ArrayAttr frames,
                           DenseI64ArrayAttr scalars) {
  // As RowOp::create does it, but for the generic state in between: rows are many.
  exec::RowOp::Properties properties;
  properties.segment = segment;
  properties.instance = instance;
  properties.micro_batch = microBatch;
  properties.frames = frames;
  properties.scalars = scalars;
  builder.insert(Operation::create(loc, rowName, TypeRange(), ValueRange(),
                                   builder.getDictionaryAttr({}), &properties));
}

/// The instance of a call, or the name of its block for what belongs to no instance.
StringAttr getInstanceOrBlock(func::CallOp call, func::FuncOp block) {
  if (auto instance = call->getAttrOfType<StringAttr>("graph.instance"))
    return instance;
  auto name = block->getAttrOfType<StringAttr>("graph.block");
  return name ? name : block.getSymNameAttr();
}

TableLowering::CallRow TableLowering::makeCallRow(func::CallOp call) {
  auto block = state.lookup<func::FuncOp>(call.getCalleeAttr().getAttr());
  auto inPlace = block->getAttrOfType<DenseI64ArrayAttr>("exec.in_place");
  auto accumulate = block->getAttrOfType<DenseBoolArrayAttr>("exec.accumulate");
  CallRow row;
  row.segment = FlatSymbolRefAttr::get(builder.getStringAttr("segment." + call.getCallee()));
  row.instance = getInstanceOrBlock(call, block);
  SmallVector<int64_t> frames, scalars;
  for (Value operand : call.getOperands())
    if (isa<RankedTensorType>(operand.getType()))
      append(frames, storage.get(operand));
    else
      scalars.push_back(operand.getDefiningOp<arith::ConstantIntOp>().value());
  for (OpResult result : call.getResults()) {
    unsigned index = result.getResultNumber();
    if (inPlace[index] >= 0)
      continue;
    Storage where = storage.get(result);
    append(frames, where);
    assert(!(accumulate[index] && where.perMicroBatch) && "a sum over micro-batches is one value");
    if (accumulate[index])
      row.sums.push_back(where);
  }
  scalars.append(row.sums.size(), 1);
  row.frames = builder.getDenseI64ArrayAttr(frames);
  row.scalars = builder.getDenseI64ArrayAttr(scalars);
  return row;
}

/// The scalars of a row of a call with sums: 0 for those that nothing has been added to before.
DenseI64ArrayAttr TableLowering::overwriteFirst(CallRow &row) {
  SmallVector<int64_t> scalars(row.scalars.asArrayRef());
  bool any = false;
  for (auto [sum, scalar] :
       llvm::zip_equal(row.sums, MutableArrayRef(scalars).take_back(row.sums.size())))
    if (accumulated.insert({sum.frames, sum.first}).second) {
      scalar = 0;
      any = true;
    }
  if (any)
    return builder.getDenseI64ArrayAttr(scalars);
  row.sums.clear();
  return row.scalars;
}

void TableLowering::addCall(func::CallOp call, int64_t microBatch) {
  auto [it, isNew] = callRows.try_emplace(call);
  CallRow &row = it->second;
  if (isNew)
    row = makeCallRow(call);
  addRow(call.getLoc(), row.segment, row.instance, microBatch, row.frames,
         row.sums.empty() ? row.scalars : overwriteFirst(row));
}

/// Messages posted together: one row of one exchange segment.
void TableLowering::addExchange(ArrayRef<Triple> group) {
  std::vector<ExtraSegments::Message> messages;
  SmallVector<int64_t> frames;
  int64_t first = group.front().microBatch;
  for (const Triple &row : group) {
    auto transfer = cast<dist::TransferOp>(facts.ops[row.id]);
    bool send = int64_t(transfer.getFrom()) == stage;
    int64_t peer = send ? transfer.getTo() : transfer.getFrom();
    messages.push_back({send, peer, row.id, getLocalBytes(transfer.getType(), mesh)});
    append(frames, storage.get(send ? transfer.getInput() : transfer.getResult()),
           row.microBatch - first);
  }
  Location loc = facts.ops[group.front().id]->getLoc();
  addRow(loc, extra.getExchange(loc, messages), "exchange", first, frames);
}

void TableLowering::addRows() {
  ArrayRef<int32_t> flat = table.getRows();
  SmallVector<Triple> rows;
  for (size_t i = 0; i < flat.size(); i += 3)
    rows.push_back({flat[i], flat[i + 1], flat[i + 2]});
  for (size_t i = 0; i < rows.size();) {
    if (auto call = dyn_cast<func::CallOp>(facts.ops[rows[i].id])) {
      addCall(call, rows[i++].microBatch);
      continue;
    }
    size_t end = i + 1;
    while (end < rows.size() && rows[end].group == rows[i].group)
      ++end;
    addExchange(ArrayRef(rows).slice(i, end - i));
    i = end;
  }
}

/// A variable that the entry reads takes its new value when all reading is done.
void TableLowering::addWrites() {
  for (graph::WriteOp write : facts.writes) {
    if (!runsOn(write, stage))
      continue;
    Storage from = storage.get(write.getValue()),
            to{state.getState(write.getVariableAttr().getAttr())};
    if (from.frames == to.frames)
      continue;
    SmallVector<int64_t> frames;
    append(frames, from);
    append(frames, to);
    auto segment = extra.getCopy(write.getLoc(), getLocalBytes(write.getValue().getType(), mesh));
    addRow(write.getLoc(), segment, "write", 0, frames);
  }
}

void TableLowering::addPort(Location loc, StringRef name, bool output, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  int64_t count = dist::isPerMicroBatch(type) ? mesh.getMb() : 1;
  Storage where = storage.get(value);
  exec::PortOp::create(builder, loc, name, output, type.getElementType(),
                       dist::getLocalShape(type, mesh), where.frames, where.first, count);
}

/// Inputs that some row of this stage uses.
void TableLowering::addInputs() {
  for (BlockArgument argument : entry.getArguments())
    if (llvm::any_of(argument.getUsers(), [&](Operation *user) { return runsOn(user, stage); }))
      addPort(entry.getLoc(),
              entry.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "graph.input"), false,
              argument);
}

void TableLowering::addOutputs() {
  for (OpOperand &operand : entry.front().getTerminator()->getOpOperands()) {
    Operation *producer = operand.get().getDefiningOp();
    if (!producer || !runsOn(producer, stage))
      continue;
    storage.pin(storage.get(operand.get()));
    addPort(producer->getLoc(),
            entry.getResultAttrOfType<StringAttr>(operand.getOperandNumber(), "graph.output"), true,
            operand.get());
  }
}

/// Samples of one step over all ranks and micro-batches: the size of the `batch` axis of any input.
int64_t TableLowering::globalBatch() {
  for (Type type : entry.getArgumentTypes())
    if (auto tensor = cast<RankedTensorType>(type); tensor.getRank() > 0)
      return tensor.getDimSize(0);
  return 0;
}

void TableLowering::lower(Block &role) {
  builder.setInsertionPointToEnd(&role);
  auto name = entry->getAttrOfType<StringAttr>("graph.entry");
  auto op = exec::TableOp::create(builder, entry.getLoc(), name, globalBatch());
  Block &body = op.getBody().emplaceBlock();
  builder.setInsertionPointToEnd(&body);
  addRows();
  addWrites();
  builder.setInsertionPointToStart(&body);
  addInputs();
  addOutputs();
  builder.setInsertionPointToStart(&body);
  for (const FrameClass &frames : storage.getClasses())
    exec::FramesOp::create(builder, entry.getLoc(), frames.name, frames.id, frames.memoryClass,
                           frames.bytes, frames.count, frames.pinned, IntegerAttr(), IntegerAttr());
}

/// What the runtime must know of a piece of state to load, save and compare it.
void addBucket(OpBuilder &builder, ModuleOp module, Operation *op, dist::MeshAttr mesh,
               const FrameClass &frames, StringAttr symbol, bool gradient) {
  RankedTensorType type;
  StringRef suffix = gradient ? "gradient" : "";
  ArrayAttr members = builder.getArrayAttr({FlatSymbolRefAttr::get(symbol)});
  SmallVector<int64_t> offsets{0};
  if (auto bucket = dyn_cast<dist::BucketOp>(op)) {
    type = cast<RankedTensorType>(bucket.getType());
    if (!gradient)
      suffix = bucket.getSuffix();
    members = bucket.getMembers();
    offsets = llvm::to_vector(bucket.getOffsets());
  } else {
    type = cast<RankedTensorType>(cast<graph::VariableOp>(op).getType());
  }
  bool sharded = dist::getSplitAxes(type).contains(dist::MeshAxis::DP);
  bool zero = false;
  if (auto stage = module->getAttrOfType<IntegerAttr>(dist::zeroAttrName))
    zero = stage.getInt() > 0 && mesh.getDp() > 1;
  exec::Storage storage = sharded            ? exec::Storage::Shard
                          : gradient && zero ? exec::Storage::OwnShard
                                             : exec::Storage::Full;
  int64_t elements = dist::getLocalElements(type, mesh) * (sharded ? mesh.getDp() : 1);
  exec::BucketOp::create(builder, op->getLoc(), frames.name, frames.id, frames.memoryClass, suffix,
                         type.getElementType(), elements, storage, members, offsets);
}

struct BuildRolesPass : impl::BuildRolesPassBase<BuildRolesPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    dist::MeshAttr mesh = dist::requireMesh(module);
    if (!mesh)
      return signalPassFailure();
    ExtraSegments extra(module);
    SymbolTable symbols(module);
    for (auto table : module.getOps<dist::TableOp>())
      if (failed(checkEntry(table, mesh, symbols)))
        return signalPassFailure();
    std::map<Operation *, EntryFacts> entryFacts;
    for (int64_t stage = 0; stage < mesh.getPp(); ++stage)
      buildRole(stage, mesh, symbols, entryFacts, extra);
    eraseLowered();
  }

  void buildRole(int64_t stage, dist::MeshAttr mesh, const SymbolTable &symbols,
                 std::map<Operation *, EntryFacts> &entryFacts, ExtraSegments &extra) {
    ModuleOp module = getOperation();
    OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
    auto role = exec::RoleOp::create(builder, module.getLoc(), "stage" + std::to_string(stage),
                                     stage, IntegerAttr());
    Block &body = role.getBody().emplaceBlock();
    PersistentStorage state(symbols, mesh);
    for (auto table : module.getOps<dist::TableOp>()) {
      if (int64_t(table.getStage()) != stage)
        continue;
      auto entry = symbols.lookup<func::FuncOp>(table.getEntryAttr().getAttr());
      const EntryFacts &facts = entryFacts.try_emplace(entry, entry).first->second;
      TableLowering(entry, facts, table, mesh, state, extra).lower(body);
    }
    builder.setInsertionPointToStart(&body);
    for (const FrameClass &frames : state.getClasses())
      exec::FramesOp::create(builder, role.getLoc(), frames.name, frames.id, frames.memoryClass,
                             frames.bytes, frames.count, frames.pinned, IntegerAttr(),
                             IntegerAttr());
    for (auto [frames, owner] : llvm::zip_equal(state.getClasses(), state.getOwners()))
      addBucket(builder, module, symbols.lookup(owner.first), mesh, frames, owner.first,
                owner.second);
  }

  void eraseLowered() {
    for (Operation &op : llvm::make_early_inc_range(*getOperation().getBody()))
      if (isa<func::FuncOp, dist::TableOp>(op))
        op.erase();
  }
};

} // namespace
} // namespace heddle::schedule
