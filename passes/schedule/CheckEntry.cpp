//===- CheckEntry.cpp - what can become a role ----------------------------===//
//
// The pipeline stage leaves nothing else; what people write by hand may.
//
//===----------------------------------------------------------------------===//

#include "passes/schedule/CheckEntry.h"

#include "dialects/exec/Exec.h"
#include "passes/analysis/Entries.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace heddle::schedule {

namespace {

class EntryChecker {
public:
  EntryChecker(func::FuncOp entry, const EntryFacts &facts, dist::TableOp table,
               dist::MeshAttr mesh, const SymbolTable &symbols)
      : entry(entry), facts(facts), table(table), mesh(mesh), symbols(symbols),
        stage(table.getStage()) {}

  LogicalResult run();

private:
  LogicalResult checkNames();
  LogicalResult checkRows();
  LogicalResult checkRow(Operation *op);
  LogicalResult checkBlock(func::CallOp call);
  LogicalResult checkEnds();
  LogicalResult checkPlace(Value value, Operation *user);
  LogicalResult checkJoin(dist::JoinOp join, Operation *user);

  func::FuncOp entry;
  const EntryFacts &facts;
  dist::TableOp table;
  dist::MeshAttr mesh;
  const SymbolTable &symbols;
  int64_t stage;
  llvm::DenseSet<Operation *> checked;
  llvm::DenseSet<StringAttr> blocks; // that have a segment
};

/// Ports are called like arguments and results.
LogicalResult EntryChecker::checkNames() {
  if (!entry->getAttrOfType<StringAttr>("graph.entry"))
    return entry.emitError("is no entry: it has no name (graph.entry)");
  for (unsigned i = 0; i < entry.getNumArguments(); ++i)
    if (!entry.getArgAttrOfType<StringAttr>(i, "graph.input"))
      return entry.emitError() << "argument " << i << " has no name (graph.input)";
  for (unsigned i = 0; i < entry.getNumResults(); ++i)
    if (!entry.getResultAttrOfType<StringAttr>(i, "graph.output"))
      return entry.emitError() << "result " << i << " has no name (graph.output)";
  return success();
}

LogicalResult EntryChecker::checkRows() {
  ArrayRef<int32_t> flat = table.getRows();
  ArrayRef<Operation *> ops = facts.ops;
  if (flat.size() % 3 != 0)
    return table.emitError("has rows that are not triples of op, micro-batch and group");
  for (size_t i = 0; i < flat.size(); i += 3) {
    if (flat[i] < 0 || flat[i] >= int64_t(ops.size()) || flat[i + 1] < 0 ||
        flat[i + 1] >= mesh.getMb())
      return table.emitError() << "row " << i / 3 << " names op " << flat[i] << " and micro-batch "
                               << flat[i + 1] << "; the entry has " << ops.size() << " ops and "
                               << mesh.getMb() << " micro-batches";
    if (checked.insert(ops[flat[i]]).second && failed(checkRow(ops[flat[i]])))
      return failure();
  }
  return success();
}

LogicalResult EntryChecker::checkRow(Operation *op) {
  if (auto transfer = dyn_cast<dist::TransferOp>(op)) {
    if (!isa<OpResult>(transfer.getInput()))
      return op->emitError("sends an input of the entry; every stage has the inputs");
    return int64_t(transfer.getFrom()) == stage ? checkPlace(transfer.getInput(), op) : success();
  }
  auto call = dyn_cast<func::CallOp>(op);
  if (!call)
    return op->emitError("has rows, but only calls and transfers run");
  if (failed(checkBlock(call)))
    return failure();
  for (Value operand : call.getOperands()) {
    if (!isa<RankedTensorType>(operand.getType()) && !operand.getDefiningOp<arith::ConstantIntOp>())
      return call.emitError("takes a number that is no constant");
    if (isa<RankedTensorType>(operand.getType()) && failed(checkPlace(operand, call)))
      return failure();
  }
  return success();
}

LogicalResult EntryChecker::checkBlock(func::CallOp call) {
  if (blocks.contains(call.getCalleeAttr().getAttr()))
    return success();
  auto block = getCallee(call, symbols);
  auto inPlace = block->getAttrOfType<DenseI64ArrayAttr>("exec.in_place");
  auto accumulate = block->getAttrOfType<DenseBoolArrayAttr>("exec.accumulate");
  std::string segment = ("segment." + call.getCallee()).str();
  blocks.insert(call.getCalleeAttr().getAttr());
  if (inPlace && accumulate && inPlace.size() == call.getNumResults() &&
      accumulate.size() == call.getNumResults() && symbols.lookup<exec::SegmentOp>(segment))
    return success();
  return call.emitError() << "has no segment; run heddle-mark-blocks, heddle-outline-kernels and "
                             "heddle-build-segments first";
}

/// What the entry writes and returns.
LogicalResult EntryChecker::checkEnds() {
  for (graph::WriteOp write : facts.getWrites(stage))
    if (failed(checkPlace(write.getValue(), write)))
      return failure();
  Operation *end = entry.front().getTerminator();
  for (Value value : end->getOperands())
    if (value.getDefiningOp() && runsOn(value.getDefiningOp(), stage) &&
        failed(checkPlace(value, end)))
      return failure();
  return success();
}

/// Storage.h says where values live; these are the values that live anywhere.
LogicalResult EntryChecker::checkPlace(Value value, Operation *user) {
  Operation *op = value.getDefiningOp();
  if (!op || findState(value) || isa<func::CallOp, dist::AccumulateOp, dist::TransferOp>(op))
    return success();
  if (auto join = dyn_cast<dist::JoinOp>(op))
    return checkJoin(join, user);
  InFlightDiagnostic error = op->emitError()
                             << "has no place in memory: an entry holds reads, calls, transfers, "
                                "sums over micro-batches and joins; computing is in blocks";
  error.attachNote(user->getLoc()) << "used here";
  return error;
}

LogicalResult EntryChecker::checkJoin(dist::JoinOp join, Operation *user) {
  for (Value input : join.getInputs())
    if (input.getDefiningOp() && runsOn(input.getDefiningOp(), stage))
      return checkPlace(input, join);
  InFlightDiagnostic error = join.emitError()
                             << "is used on stage " << stage << ", which makes none of its addends";
  error.attachNote(user->getLoc()) << "used here";
  return error;
}

LogicalResult EntryChecker::run() {
  return failure(failed(checkNames()) || failed(checkRows()) || failed(checkEnds()));
}

} // namespace

LogicalResult checkEntry(func::FuncOp entry, const EntryFacts &facts, dist::TableOp table,
                         dist::MeshAttr mesh, const SymbolTable &symbols) {
  return EntryChecker(entry, facts, table, mesh, symbols).run();
}

} // namespace heddle::schedule
