//===- VerifyMemory.cpp - live frames do not overlap ----------------------===//

#include "passes/memory/Passes.h"

#include <map>

#define DEBUG_TYPE "heddle-verify-memory"

using namespace mlir;

namespace heddle::memory {

#define GEN_PASS_DEF_VERIFYMEMORYPASS
#include "passes/memory/Passes.h.inc"

namespace {

/// A frame of a row: id and instance; the temporaries of its segment have none.
using Frame = std::pair<int64_t, int64_t>;
constexpr Frame kTemporaries{-1, 0};

/// What a segment does with one of its frames.
struct FrameUse {
  int64_t bytes;
  bool read, written;
};

/// The frames of each segment; collected once, since rows are many.
using SegmentFrames = DenseMap<StringAttr, SmallVector<FrameUse>>;

SegmentFrames collectSegmentFrames(ModuleOp module) {
  SegmentFrames segments;
  for (auto segment : module.getOps<exec::SegmentOp>()) {
    SmallVector<FrameUse> &uses = segments[segment.getSymNameAttr()];
    for (auto [frame, argument] : llvm::zip(segment.getFrames().getAsRange<exec::FrameAttr>(),
                                            segment.getBody().getArguments()))
      uses.push_back({cast<exec::BufferType>(argument.getType()).getBytes(), frame.getRead(),
                      frame.getWritten()});
  }
  return segments;
}

/// A use of arena bytes by a row.
struct Use {
  Frame frame;
  int64_t begin, end;
  exec::RowOp row;
  bool read, written;

  bool overlaps(const Use &other) const { return begin < other.end && other.begin < end; }
};

/// Walks one table.
class TableChecker {
public:
  TableChecker(exec::RoleOp role, exec::TableOp table, const SegmentFrames &segments);
  LogicalResult run();

private:
  FailureOr<SmallVector<Use>> getUses(exec::RowOp row);
  LogicalResult checkRow(ArrayRef<Use> uses);
  LogicalResult checkRead(const Use &use);
  void write(const Use &use);
  std::string getName(Frame frame);

  exec::TableOp table;
  const SegmentFrames &segments;
  int64_t arenaBytes;
  /// All frames that rows can name; those that hold nothing when the entry starts.
  DenseMap<int64_t, StringRef> names;
  DenseSet<int64_t> empty;
  /// The last write of bytes, by its end; these do not overlap.
  std::map<int64_t, Use> written;
  /// The same by begin and end: rows mostly use the very bytes that rows before them used.
  DenseMap<std::pair<int64_t, int64_t>, Use *> writtenAt;
};

TableChecker::TableChecker(exec::RoleOp role, exec::TableOp table, const SegmentFrames &segments)
    : table(table), segments(segments), arenaBytes(*role.getArenaBytes()) {
  for (auto frames : role.getBody().getOps<exec::FramesOp>())
    names[frames.getId()] = frames.getName();
  for (auto frames : table.getBody().getOps<exec::FramesOp>()) {
    names[frames.getId()] = frames.getName();
    if (frames.getMemoryClass() != exec::MemoryClass::Input)
      empty.insert(frames.getId());
  }
}

std::string TableChecker::getName(Frame frame) {
  if (frame == kTemporaries)
    return "temporaries";
  return (names.lookup(frame.first) + "[" + Twine(frame.second) + "]").str();
}

/// The uses of a row, by its segment's frames.
FailureOr<SmallVector<Use>> TableChecker::getUses(exec::RowOp row) {
  auto segment = segments.find(row.getSegmentAttr().getAttr());
  if (segment == segments.end())
    return row.emitError() << "runs a segment that does not exist: " << row.getSegment();
  ArrayRef<int64_t> pairs = row.getFrames();
  if (row.getBases().size() != segment->second.size() || pairs.size() % 2 != 0 ||
      row.getBases().size() < pairs.size() / 2)
    return row.emitError("has no place in the arena; run heddle-layout-arena");
  SmallVector<Use> uses;
  uses.reserve(row.getBases().size());
  for (auto [index, frame, base] : llvm::enumerate(segment->second, row.getBases())) {
    Frame name =
        2 * index < pairs.size() ? Frame{pairs[2 * index], pairs[2 * index + 1]} : kTemporaries;
    uses.push_back({name, base, base + frame.bytes, row, frame.read, frame.written});
  }
  return uses;
}

/// Two frames of one row overlap only if they are one frame that is only read. In the order of
/// their first bytes, an overlap shows against the frame that reaches furthest so far.
LogicalResult TableChecker::checkRow(ArrayRef<Use> uses) {
  SmallVector<const Use *, 32> sorted;
  for (const Use &use : uses) {
    if (use.begin < 0 || use.end > arenaBytes)
      return use.row->emitError() << "uses bytes " << use.begin << ".." << use.end
                                  << " of an arena of " << arenaBytes;
    sorted.push_back(&use);
  }
  llvm::sort(sorted, [](const Use *a, const Use *b) {
    return std::pair(a->begin, a) < std::pair(b->begin, b);
  });
  const Use *furthest = nullptr;
  for (const Use *use : sorted) {
    if (furthest && use->overlaps(*furthest) &&
        (use->frame != furthest->frame || use->written || furthest->written))
      return use->row->emitError()
             << "two of its frames overlap: " << getName(furthest->frame) << " at "
             << furthest->begin << ".." << furthest->end << " and " << getName(use->frame) << " at "
             << use->begin << ".." << use->end;
    if (!furthest || use->end > furthest->end)
      furthest = use;
  }
  return success();
}

/// What a row reads was last written as the same frame, or holds what it held before the entry.
LogicalResult TableChecker::checkRead(const Use &use) {
  if (Use *last = writtenAt.lookup({use.begin, use.end}); last && last->frame == use.frame)
    return success();
  bool found = false;
  for (auto it = written.upper_bound(use.begin); it != written.end(); ++it) {
    const Use &last = it->second;
    if (!use.overlaps(last))
      break;
    found = true;
    if (last.frame == use.frame)
      continue;
    InFlightDiagnostic error = use.row->emitError()
                               << "reads " << getName(use.frame) << " at " << use.begin << ".."
                               << use.end << ", but " << getName(last.frame) << " is there";
    error.attachNote(last.row->getLoc()) << "written here";
    return error;
  }
  // A frame that is read and written is a sum whose first row overwrites it.
  if (!found && !use.written && empty.contains(use.frame.first))
    return use.row->emitError() << "reads " << getName(use.frame)
                                << ", which nothing has written before";
  return success();
}

void TableChecker::write(const Use &use) {
  if (Use *last = writtenAt.lookup({use.begin, use.end})) {
    *last = use;
    return;
  }
  auto it = written.upper_bound(use.begin);
  while (it != written.end() && use.overlaps(it->second)) {
    writtenAt.erase({it->second.begin, it->second.end});
    it = written.erase(it);
  }
  if (use.begin < use.end)
    writtenAt[{use.begin, use.end}] = &(written[use.end] = use);
}

LogicalResult TableChecker::run() {
  for (auto row : table.getBody().getOps<exec::RowOp>()) {
    FailureOr<SmallVector<Use>> uses = getUses(row);
    if (failed(uses) || failed(checkRow(*uses)))
      return failure();
    for (const Use &use : *uses)
      if (use.read && failed(checkRead(use)))
        return failure();
    for (const Use &use : *uses)
      if (use.written)
        write(use);
  }
  return success();
}

struct VerifyMemoryPass : impl::VerifyMemoryPassBase<VerifyMemoryPass> {
  void runOnOperation() override {
    SegmentFrames segments = collectSegmentFrames(getOperation());
    for (auto role : getOperation().getOps<exec::RoleOp>()) {
      if (!role.getArenaBytes()) {
        role.emitError("has no arena; run heddle-layout-arena");
        return signalPassFailure();
      }
      for (auto table : role.getBody().getOps<exec::TableOp>())
        if (failed(TableChecker(role, table, segments).run()))
          return signalPassFailure();
    }
  }
};

} // namespace
} // namespace heddle::memory
