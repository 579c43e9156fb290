//===- VerifySchedule.cpp - rows and segments fit together ----------------===//

#include "passes/schedule/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#define DEBUG_TYPE "heddle-verify-schedule"

using namespace mlir;

namespace heddle::schedule {

#define GEN_PASS_DEF_VERIFYSCHEDULEPASS
#include "passes/schedule/Passes.h.inc"

namespace {

/// The frames that rows of `role` can name, by id.
DenseMap<int64_t, exec::FramesOp> collectFrames(exec::RoleOp role) {
  DenseMap<int64_t, exec::FramesOp> frames;
  role.walk([&](exec::FramesOp op) { frames[op.getId()] = op; });
  return frames;
}

LogicalResult verifyRow(exec::RowOp row, exec::SegmentOp segment,
                        const DenseMap<int64_t, exec::FramesOp> &known) {
  if (!segment)
    return row.emitError() << "runs a segment that does not exist: " << row.getSegment();
  ArrayRef<int64_t> pairs = *row.getFrames();
  Block &body = segment.getBody().front();
  if (pairs.size() != 2 * segment.getFrames().size())
    return row.emitError() << "binds " << pairs.size() / 2 << " frames, the segment has "
                           << segment.getFrames().size();
  if (row.getScalars().size() != body.getNumArguments() - segment.getFrames().size())
    return row.emitError() << "gives " << row.getScalars().size() << " scalars to a segment of "
                           << body.getNumArguments() - segment.getFrames().size();
  for (size_t i = 0; i < pairs.size() / 2; ++i) {
    exec::FramesOp frames = known.lookup(pairs[2 * i]);
    int64_t needed = cast<exec::BufferType>(body.getArgument(i).getType()).getBytes();
    if (!frames || pairs[2 * i + 1] >= int64_t(frames.getCount()))
      return row.emitError() << "binds a frame that does not exist: " << pairs[2 * i]
                             << ", instance " << pairs[2 * i + 1];
    if (int64_t(frames.getBytes()) < needed)
      return row.emitError() << "binds " << frames.getName() << " of " << frames.getBytes()
                             << " bytes to a frame of " << needed;
  }
  return success();
}

/// A collective of some stages, named by its segment.
struct Meeting {
  StringRef segment;
  ArrayRef<int64_t> stages;
};

/// The segments of those in which `stage` takes part.
std::vector<StringRef> sharedWith(int64_t stage, ArrayRef<Meeting> meetings) {
  std::vector<StringRef> segments;
  for (const Meeting &meeting : meetings)
    if (llvm::is_contained(meeting.stages, stage))
      segments.push_back(meeting.segment);
  return segments;
}

struct VerifySchedulePass : impl::VerifySchedulePassBase<VerifySchedulePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (auto function : module.getOps<func::FuncOp>()) {
      function.emitError("is left after scheduling");
      return signalPassFailure();
    }
    SymbolTable symbols(module);
    for (auto role : module.getOps<exec::RoleOp>())
      if (failed(verifyRole(role, symbols)))
        return signalPassFailure();
    if (failed(verifyCollectives(symbols)))
      signalPassFailure();
  }

  LogicalResult verifyRole(exec::RoleOp role, SymbolTable &symbols) {
    DenseMap<int64_t, exec::FramesOp> frames = collectFrames(role);
    WalkResult result = role.walk([&](exec::RowOp row) {
      return WalkResult(verifyRow(row, symbols.lookup<exec::SegmentOp>(row.getSegment()), frames));
    });
    return failure(result.wasInterrupted());
  }

  /// Stages meet in collectives over pp: each pair of stages must issue those that they share in
  /// one order. Within a stage all ranks run the same rows.
  LogicalResult verifyCollectives(SymbolTable &symbols) {
    llvm::StringMap<std::map<int64_t, std::vector<Meeting>>> byEntry;
    getOperation().walk([&](exec::RowOp row) {
      StringRef entry = row->getParentOfType<exec::TableOp>().getEntry();
      int64_t stage = row->getParentOfType<exec::RoleOp>().getStage();
      symbols.lookup(row.getSegment())->walk([&](exec::CollectiveOp collective) {
        byEntry[entry][stage].push_back({row.getSegment(), collective.getStages()});
      });
    });
    for (const auto &entry : byEntry)
      for (const auto &[a, ofA] : entry.second)
        for (const auto &[b, ofB] : entry.second)
          if (a < b && sharedWith(b, ofA) != sharedWith(a, ofB))
            return getOperation().emitError()
                   << "entry " << entry.first() << ": stages " << a << " and " << b
                   << " issue the collectives that they share in different orders";
    return success();
  }
};

} // namespace
} // namespace heddle::schedule
