//===- VerifyPipeline.cpp - proves the tables -----------------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/pipeline/Passes.h"

#define DEBUG_TYPE "heddle-verify-pipeline"

using namespace mlir;

namespace heddle::pipeline {

#define GEN_PASS_DEF_VERIFYPIPELINEPASS
#include "passes/pipeline/Passes.h.inc"

namespace {

struct Row {
  int32_t id, microBatch, group;
};

constexpr int64_t kAllMicroBatches = -1;

/// Walks the tables of one entry, all stages together.
class TableWalker {
public:
  TableWalker(func::FuncOp entry, dist::MeshAttr mesh, const SymbolTable &symbols);
  LogicalResult run(ArrayRef<dist::TableOp> tables);

private:
  LogicalResult checkStages();
  LogicalResult readRows(dist::TableOp table);
  LogicalResult checkComplete();
  LogicalResult reportIncomplete(int64_t stage, int32_t id, int64_t expected);
  LogicalResult checkOperands(int64_t stage, const Row &row);
  ArrayRef<Row> nextGroup(int64_t stage) const;
  SmallVector<int64_t> getPartners(int64_t stage, const Row &row) const;
  bool partnersReady(int64_t stage, ArrayRef<Row> group) const;
  FailureOr<bool> advance(int64_t stage);
  bool ranOn(int64_t stage, Operation *op, int64_t microBatch);
  size_t index(int64_t stage, int32_t id, int64_t microBatch) const {
    return (stage * ops.size() + id) * microBatches + microBatch;
  }

  func::FuncOp entry;
  dist::MeshAttr mesh;
  int64_t microBatches;
  std::vector<std::vector<Row>> rows;
  /// The ops with rows, by their id, and how often each runs.
  SmallVector<Operation *> ops;
  SmallVector<int64_t> runs;
  /// By id: a collective over pp, at which all stages of the op meet.
  SmallVector<bool> meets;
  DenseMap<Operation *, int32_t> ids;
  /// The next row of each stage.
  std::vector<size_t> position;
  /// By index(stage, id, micro-batch): has run. A transfer runs on both its stages.
  std::vector<char> done;
};

/// True for a call of a block in which stages meet.
bool hasCollectiveOverStages(Operation *op, const SymbolTable &symbols) {
  auto call = dyn_cast<func::CallOp>(op);
  if (!call)
    return false;
  return llvm::any_of(getCallee(call, symbols).getOps<dist::AllReduceOp>(),
                      [](dist::AllReduceOp reduce) {
                        return llvm::is_contained(reduce.getAxes().getValue(), dist::MeshAxis::PP);
                      });
}

TableWalker::TableWalker(func::FuncOp entry, dist::MeshAttr mesh, const SymbolTable &symbols)
    : entry(entry), mesh(mesh), microBatches(mesh.getMb()), rows(mesh.getPp()),
      position(mesh.getPp(), 0) {
  for (Operation &op : entry.getBody().front())
    if (op.hasAttr("dist.id")) {
      ids[&op] = ops.size();
      ops.push_back(&op);
      runs.push_back(isPerMicroBatch(&op) ? microBatches : 1);
      meets.push_back(hasCollectiveOverStages(&op, symbols));
    }
  done.resize(mesh.getPp() * ops.size() * microBatches);
}

/// Everything with rows runs somewhere, and on stages that exist.
LogicalResult TableWalker::checkStages() {
  for (Operation *op : ops) {
    SmallVector<int64_t> stages(getStages(op));
    if (auto transfer = dyn_cast<dist::TransferOp>(op))
      stages = {int64_t(transfer.getFrom()), int64_t(transfer.getTo())};
    if (stages.empty())
      return op->emitError("has no stages (dist.stages); run heddle-assign-stages first");
    for (int64_t stage : stages)
      if (stage < 0 || stage >= mesh.getPp())
        return op->emitError() << "names stage " << stage << "; there are pp = " << mesh.getPp();
  }
  return success();
}

/// Rows that name an op, a micro-batch and a stage that exist.
LogicalResult TableWalker::readRows(dist::TableOp table) {
  if (table.getStage() >= uint64_t(mesh.getPp()) || table.getRows().size() % 3 != 0)
    return table.emitError() << "needs triples of numbers and a stage below pp = " << mesh.getPp();
  ArrayRef<int32_t> triples = table.getRows();
  for (size_t i = 0; i < triples.size(); i += 3) {
    Row row{triples[i], triples[i + 1], triples[i + 2]};
    if (row.id < 0 || row.id >= int64_t(ops.size()) || row.microBatch < 0 ||
        row.microBatch >= microBatches)
      return table.emitError() << "row " << i / 3 << " names op " << row.id << " and micro-batch "
                               << row.microBatch << "; the entry has " << ops.size() << " ops and "
                               << microBatches << " micro-batches";
    rows[table.getStage()].push_back(row);
  }
  return success();
}

/// The error of an op that `stage` must run in the first `expected` micro-batches, but does not.
LogicalResult TableWalker::reportIncomplete(int64_t stage, int32_t id, int64_t expected) {
  std::vector<int64_t> found(microBatches);
  for (const Row &row : rows[stage])
    if (row.id == id)
      ++found[row.microBatch];
  int64_t mb = 0;
  while (found[mb] == (mb < expected))
    ++mb;
  return ops[id]->emitError() << "must run " << (mb < expected ? "once" : "never") << " on stage "
                              << stage << " for micro-batch " << mb << ", but the table has it "
                              << found[mb] << " times";
}

/// Every op runs once per micro-batch (or once) on each of its stages, a transfer on both ends,
/// nothing else.
LogicalResult TableWalker::checkComplete() {
  // A stage is complete if it runs each op as often as it must, but never twice for a micro-batch.
  std::vector<char> seen(done.size());
  for (auto [stage, table] : llvm::enumerate(rows)) {
    SmallVector<int64_t> found(ops.size()), expected(ops.size());
    for (auto [id, op] : llvm::enumerate(ops)) {
      auto transfer = dyn_cast<dist::TransferOp>(op);
      bool here = runsOn(op, stage) || (transfer && transfer.getFrom() == stage);
      expected[id] = here ? runs[id] : 0;
    }
    for (const Row &row : table) {
      char &isSeen = seen[index(stage, row.id, row.microBatch)];
      if (isSeen || row.microBatch >= expected[row.id])
        return reportIncomplete(stage, row.id, expected[row.id]);
      isSeen = true;
      ++found[row.id];
    }
    for (size_t id = 0; id < ops.size(); ++id)
      if (found[id] != expected[id])
        return reportIncomplete(stage, id, expected[id]);
  }
  return success();
}

bool TableWalker::ranOn(int64_t stage, Operation *op, int64_t microBatch) {
  if (!op || isa<graph::ReadOp>(op))
    return true;
  if (auto it = ids.find(op); it != ids.end()) {
    int64_t first = microBatch, last = microBatch;
    if (runs[it->second] == 1)
      first = last = 0;
    else if (microBatch == kAllMicroBatches)
      first = 0, last = microBatches - 1;
    for (int64_t mb = first; mb <= last; ++mb)
      if (!done[index(stage, it->second, mb)])
        return false;
    return true;
  }
  // Memory-only ops: all their operands that this stage makes must be there.
  bool leavesMicroBatches = isa<dist::AccumulateOp>(op);
  for (Value operand : op->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    bool otherStage = isa<dist::JoinOp>(op) && producer && !runsOn(producer, stage);
    if (!otherStage && !ranOn(stage, producer, leavesMicroBatches ? kAllMicroBatches : microBatch))
      return false;
  }
  return true;
}

LogicalResult TableWalker::checkOperands(int64_t stage, const Row &row) {
  Operation *op = ops[row.id];
  auto transfer = dyn_cast<dist::TransferOp>(op);
  if (transfer && int64_t(transfer.getFrom()) != stage)
    return success();
  for (Value operand : op->getOperands())
    if (!ranOn(stage, operand.getDefiningOp(), row.microBatch)) {
      InFlightDiagnostic error = op->emitError() << "runs on stage " << stage << " for micro-batch "
                                                 << row.microBatch << " before its operand is made";
      error.attachNote(operand.getLoc()) << "the operand";
      return error;
    }
  return success();
}

/// The rows that `stage` is about to run together: one, or a group of messages.
ArrayRef<Row> TableWalker::nextGroup(int64_t stage) const {
  ArrayRef<Row> rest = ArrayRef(rows[stage]).drop_front(position[stage]);
  if (rest.empty())
    return {};
  size_t count = 1;
  if (rest.front().group)
    while (count < rest.size() && rest[count].group == rest.front().group)
      ++count;
  return rest.take_front(count);
}

/// The stages that `row` meets: the other end of a message, all stages of a collective over pp.
SmallVector<int64_t> TableWalker::getPartners(int64_t stage, const Row &row) const {
  SmallVector<int64_t> partners;
  if (auto transfer = dyn_cast<dist::TransferOp>(ops[row.id]))
    partners = {int64_t(transfer.getFrom()), int64_t(transfer.getTo())};
  else if (meets[row.id])
    partners.append(getStages(ops[row.id]).begin(), getStages(ops[row.id]).end());
  llvm::erase(partners, stage);
  return partners;
}

/// Rendezvous: what the group meets its partners in is in the next group of each.
bool TableWalker::partnersReady(int64_t stage, ArrayRef<Row> group) const {
  return llvm::all_of(group, [&](const Row &row) {
    return llvm::all_of(getPartners(stage, row), [&](int64_t partner) {
      // A partner that is past the row has met it already, in a group of which another row was
      // still open.
      if (done[index(partner, row.id, row.microBatch)])
        return true;
      return llvm::any_of(nextGroup(partner), [&](const Row &other) {
        return other.id == row.id && other.microBatch == row.microBatch;
      });
    });
  });
}

/// Runs the next rows of `stage`; false if it must wait.
FailureOr<bool> TableWalker::advance(int64_t stage) {
  ArrayRef<Row> group = nextGroup(stage);
  if (group.empty() || !partnersReady(stage, group))
    return false;
  for (const Row &row : group)
    if (failed(checkOperands(stage, row)))
      return failure();
  for (const Row &row : group)
    done[index(stage, row.id, row.microBatch)] = true;
  position[stage] += group.size();
  return true;
}

LogicalResult TableWalker::run(ArrayRef<dist::TableOp> tables) {
  if (failed(checkStages()))
    return failure();
  for (dist::TableOp table : tables)
    if (failed(readRows(table)))
      return failure();
  if (failed(checkComplete()))
    return failure();
  for (bool progress = true; progress;) {
    progress = false;
    for (size_t stage = 0; stage < rows.size(); ++stage)
      while (true) {
        FailureOr<bool> moved = advance(stage);
        if (failed(moved))
          return failure();
        if (!*moved)
          break;
        progress = true;
      }
  }
  for (auto [stage, table] : llvm::enumerate(rows))
    if (position[stage] != table.size())
      return ops[table[position[stage]].id]->emitError()
             << "deadlock: stage " << stage << " waits here for ever (micro-batch "
             << table[position[stage]].microBatch << ")";
  return success();
}

struct VerifyPipelinePass : impl::VerifyPipelinePassBase<VerifyPipelinePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    dist::MeshAttr mesh = dist::requireMesh(module);
    if (!mesh)
      return signalPassFailure();
    SymbolTable symbols(module);
    for (func::FuncOp entry : getEntries(module)) {
      SmallVector<dist::TableOp> tables;
      for (auto table : module.getOps<dist::TableOp>())
        if (table.getEntry() == entry.getName())
          tables.push_back(table);
      if (failed(TableWalker(entry, mesh, symbols).run(tables)))
        return signalPassFailure();
    }
  }
};

} // namespace
} // namespace heddle::pipeline
