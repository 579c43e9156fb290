//===- VerifySchedule.cpp - rows and segments fit together ----------------===//

#include "dialects/exec/FrameMap.h"
#include "passes/schedule/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#define DEBUG_TYPE "heddle-verify-schedule"

using namespace mlir;

namespace heddle::schedule {

#define GEN_PASS_DEF_VERIFYSCHEDULEPASS
#include "passes/schedule/Passes.h.inc"

namespace {

/// A collective of some stages, named by its segment.
struct Meeting {
  StringRef segment;
  ArrayRef<int64_t> stages;
};

/// What rows must know of a segment; collected once, since rows are many.
struct SegmentFacts {
  SmallVector<int64_t> frameBytes;
  size_t scalars = 0;
  SmallVector<Meeting, 1> meetings;

  explicit SegmentFacts(exec::SegmentOp segment) {
    Block &body = segment.getBody().front();
    size_t frames = segment.getFrames().size();
    for (BlockArgument argument : body.getArguments().take_front(frames))
      frameBytes.push_back(cast<exec::BufferType>(argument.getType()).getBytes());
    scalars = body.getNumArguments() - frames;
    for (auto collective : body.getOps<exec::CollectiveOp>())
      meetings.push_back({segment.getSymName(), collective.getStages()});
  }
};

/// A class of frames that rows can name.
struct FramesFacts {
  StringRef name;
  int64_t count = 0, bytes = 0;
};

/// The frames that rows of `role` can name, by id.
FailureOr<exec::FrameMap<FramesFacts>> collectFrames(exec::RoleOp role) {
  exec::FrameMap<FramesFacts> frames;
  SmallVector<exec::FramesOp> ops(role.getBody().getOps<exec::FramesOp>());
  for (auto table : role.getBody().getOps<exec::TableOp>())
    llvm::append_range(ops, table.getFrames());
  for (exec::FramesOp op : ops)
    if (!frames.insert(op.getId(), {op.getName(), int64_t(op.getCount()), int64_t(op.getBytes())}))
      return op.emitError() << "has the id " << op.getId() << " of other frames";
  return frames;
}

LogicalResult verifyRow(exec::RowOp row, const SegmentFacts *segment,
                        const exec::FrameMap<FramesFacts> &known) {
  if (!segment)
    return row.emitError() << "runs a segment that does not exist: " << row.getSegment();
  exec::RowOp::Bindings bindings = row.getBindings();
  if (bindings.size() != segment->frameBytes.size())
    return row.emitError() << "binds " << bindings.size() << " frames, the segment has "
                           << segment->frameBytes.size();
  if (row.getScalars().size() != segment->scalars)
    return row.emitError() << "gives " << row.getScalars().size() << " scalars to a segment of "
                           << segment->scalars;
  for (auto [i, needed] : llvm::enumerate(segment->frameBytes)) {
    auto [id, instance] = bindings[i];
    const FramesFacts *frames = known.find(id);
    if (!frames || instance < 0 || instance >= frames->count)
      return row.emitError() << "binds a frame that does not exist: " << id << ", instance "
                             << instance;
    if (frames->bytes < needed)
      return row.emitError() << "binds " << frames->name << " of " << frames->bytes
                             << " bytes to a frame of " << needed;
  }
  return success();
}

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
    for (auto segment : module.getOps<exec::SegmentOp>())
      segments.try_emplace(segment.getSymNameAttr(), segment);
    for (auto role : module.getOps<exec::RoleOp>())
      if (failed(verifyRole(role)))
        return signalPassFailure();
    if (failed(verifyCollectives()))
      signalPassFailure();
  }

  const SegmentFacts *findSegment(exec::RowOp row) {
    auto it = segments.find(row.getSegmentAttr().getAttr());
    return it == segments.end() ? nullptr : &it->second;
  }

  LogicalResult verifyRole(exec::RoleOp role) {
    FailureOr<exec::FrameMap<FramesFacts>> frames = collectFrames(role);
    if (failed(frames))
      return failure();
    for (auto table : role.getBody().getOps<exec::TableOp>())
      for (auto row : table.getRows())
        if (failed(verifyRow(row, findSegment(row), *frames)))
          return failure();
    return success();
  }

  /// Stages meet in collectives over pp: each pair of stages must issue those that they share in
  /// one order. Within a stage all ranks run the same rows.
  LogicalResult verifyCollectives() {
    llvm::StringMap<std::map<int64_t, std::vector<Meeting>>> byEntry;
    for (auto role : getOperation().getOps<exec::RoleOp>())
      for (auto table : role.getBody().getOps<exec::TableOp>()) {
        std::vector<Meeting> &meetings = byEntry[table.getEntry()][role.getStage()];
        for (auto row : table.getRows())
          llvm::append_range(meetings, findSegment(row)->meetings);
      }
    for (const auto &entry : byEntry)
      for (const auto &[a, ofA] : entry.second)
        for (const auto &[b, ofB] : entry.second)
          if (a < b && sharedWith(b, ofA) != sharedWith(a, ofB))
            return getOperation().emitError()
                   << "entry " << entry.first() << ": stages " << a << " and " << b
                   << " issue the collectives that they share in different orders";
    return success();
  }

  DenseMap<StringAttr, SegmentFacts> segments;
};

} // namespace
} // namespace heddle::schedule
