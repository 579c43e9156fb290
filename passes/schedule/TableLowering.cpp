//===- TableLowering.cpp - an entry on a stage as rows --------------------===//

#include "passes/schedule/TableLowering.h"

#include "dialects/dist/Layouts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/analysis/Entries.h"
#include "passes/schedule/LocalTypes.h"

using namespace mlir;

namespace heddle::schedule {

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
static StringAttr getInstanceOrBlock(func::CallOp call, func::FuncOp block) {
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
  for (graph::WriteOp write : facts.getWrites(stage)) {
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

} // namespace heddle::schedule
