//===- BuildTables.cpp - the schedule table of each stage -----------------===//
//
// An entry falls into three parts:
//
//   before   what some per-micro-batch op needs from all micro-batches (the sum of the loss
//            weights, the loss seed)
//   steps    forwards and backwards per micro-batch, in the order of the schedule, with messages
//            between them
//   after    everything that runs once: reductions of gradients, the optimizer
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/Entries.h"
#include "passes/pipeline/Passes.h"
#include "passes/pipeline/Schedules.h"

#include "llvm/ADT/SetVector.h"

#define DEBUG_TYPE "heddle-build-tables"

using namespace mlir;

namespace heddle::pipeline {

#define GEN_PASS_DEF_BUILDTABLESPASS
#include "passes/pipeline/Passes.h.inc"

namespace {

/// Ops that become rows; the rest (reads, shards, accumulations, writes) only name memory.
bool isRow(Operation &op) { return isa<func::CallOp, dist::TransferOp>(op); }

/// The ops of one direction that one stage runs for each micro-batch.
struct Work {
  SmallVector<Operation *> receives, calls, sends;
};

class TableBuilder {
public:
  TableBuilder(func::FuncOp entry, dist::MeshAttr mesh, Schedule schedule)
      : entry(entry), mesh(mesh), schedule(schedule) {
    classify();
  }

  SmallVector<int32_t> build(int64_t stage);

private:
  void classify();
  Work select(ArrayRef<Operation *> ops);
  const Work &workOf(const Step &step) { return step.backward ? backwardWork : forwardWork; }
  void addRow(Operation *op, int64_t microBatch, int32_t group = 0);
  void addOnce(Operation *op);
  void addStep(const Step &step);
  void addExchange(const Step *previous, const Step *next);

  func::FuncOp entry;
  dist::MeshAttr mesh;
  Schedule schedule;
  SmallVector<Operation *> before, after, forwards, backwards;

  int64_t stage = 0;
  Work forwardWork, backwardWork; // of `stage`
  int32_t groups = 0;
  SmallVector<int32_t> rows;
};

/// Everything that `op` needs, itself included.
void collectBackward(Operation *op, llvm::SetVector<Operation *> &slice) {
  if (!op || !slice.insert(op))
    return;
  for (Value operand : op->getOperands())
    collectBackward(operand.getDefiningOp(), slice);
}

bool usesAnyOf(Operation &op, const llvm::SmallPtrSetImpl<Operation *> &producers) {
  return llvm::any_of(op.getOperands(),
                      [&](Value operand) { return producers.contains(operand.getDefiningOp()); });
}

/// Backward is what a backward block makes and all that is made of it: sums of gradients and their
/// transfers belong to no block of the model, so they have no phase to go by.
void TableBuilder::classify() {
  Block &body = entry.getBody().front();
  llvm::SetVector<Operation *> needed;
  for (Operation &op : body)
    if (isPerMicroBatch(&op))
      for (Value operand : op.getOperands())
        if (Operation *producer = operand.getDefiningOp(); producer && !isPerMicroBatch(producer))
          collectBackward(producer, needed);
  llvm::SmallPtrSet<Operation *, 32> afterBackward;
  for (Operation &op : body) {
    bool backward = getPhase(&op) == "backward" || usesAnyOf(op, afterBackward);
    if (backward)
      afterBackward.insert(&op);
    if (!isRow(op))
      continue;
    if (needed.contains(&op))
      before.push_back(&op);
    else if (!isPerMicroBatch(&op))
      after.push_back(&op);
    else
      (backward ? backwards : forwards).push_back(&op);
  }
}

Work TableBuilder::select(ArrayRef<Operation *> ops) {
  Work work;
  for (Operation *op : ops)
    if (auto transfer = dyn_cast<dist::TransferOp>(op)) {
      if (int64_t(transfer.getTo()) == stage)
        work.receives.push_back(op);
      if (int64_t(transfer.getFrom()) == stage)
        work.sends.push_back(op);
    } else if (runsOn(op, stage)) {
      work.calls.push_back(op);
    }
  return work;
}

void TableBuilder::addRow(Operation *op, int64_t microBatch, int32_t group) {
  int32_t id = op->getAttrOfType<IntegerAttr>("dist.id").getInt();
  rows.append({id, int32_t(microBatch), group});
}

/// A row of an op outside the steps: for every micro-batch if it has any. A message takes part on
/// both its stages.
void TableBuilder::addOnce(Operation *op) {
  auto transfer = dyn_cast<dist::TransferOp>(op);
  bool sends = transfer && int64_t(transfer.getFrom()) == stage;
  if (!runsOn(op, stage) && !sends)
    return;
  int64_t count = isPerMicroBatch(op) ? mesh.getMb() : 1;
  for (int64_t i = 0; i < count; ++i)
    addRow(op, i, transfer ? ++groups : 0);
}

void TableBuilder::addStep(const Step &step) {
  for (Operation *op : workOf(step).calls)
    addRow(op, step.microBatch);
}

/// Between two steps: what the one sends and the other receives, posted together, so that opposite
/// messages pass each other.
void TableBuilder::addExchange(const Step *previous, const Step *next) {
  ++groups;
  if (previous)
    for (Operation *op : workOf(*previous).sends)
      addRow(op, previous->microBatch, groups);
  if (next)
    for (Operation *op : workOf(*next).receives)
      addRow(op, next->microBatch, groups);
}

SmallVector<int32_t> TableBuilder::build(int64_t stageToBuild) {
  stage = stageToBuild;
  forwardWork = select(forwards);
  backwardWork = select(backwards);
  groups = 0;
  rows.clear();
  for (Operation *op : before)
    addOnce(op);
  SmallVector<Step> steps;
  if (!backwards.empty())
    steps = schedule(stage, mesh.getPp(), mesh.getMb());
  else if (!forwards.empty())
    for (int64_t i = 0; i < mesh.getMb(); ++i)
      steps.push_back({false, i});
  const Step *previous = nullptr;
  for (const Step &step : steps) {
    addExchange(previous, &step);
    addStep(step);
    previous = &step;
  }
  if (previous)
    addExchange(previous, nullptr);
  for (Operation *op : after)
    addOnce(op);
  return rows;
}

struct BuildTablesPass : impl::BuildTablesPassBase<BuildTablesPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto name = module->getAttrOfType<StringAttr>("dist.schedule");
    Schedule schedule = findSchedule(name ? name.getValue() : "1f1b");
    if (!schedule) {
      module.emitError() << "unknown schedule " << name << "; supported: \"gpipe\", \"1f1b\"";
      return signalPassFailure();
    }
    dist::MeshAttr mesh = dist::requireMesh(module);
    if (!mesh)
      return signalPassFailure();
    OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
    for (func::FuncOp entry : getEntries(module)) {
      number(entry);
      TableBuilder tables(entry, mesh, schedule);
      for (int64_t stage = 0; stage < mesh.getPp(); ++stage)
        dist::TableOp::create(builder, entry.getLoc(), entry.getName(), stage, tables.build(stage));
    }
  }

  void number(func::FuncOp entry) {
    OpBuilder builder(entry.getContext());
    int32_t next = 0;
    for (Operation &op : entry.getBody().front())
      if (isRow(op))
        op.setAttr("dist.id", builder.getI32IntegerAttr(next++));
  }
};

} // namespace
} // namespace heddle::pipeline
