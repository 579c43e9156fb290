//===- VerifyMemory.cpp - live frames do not overlap ----------------------===//

#include "dialects/exec/FrameMap.h"
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

/// The frames of a segment; collected once, since rows are many.
struct SegmentFrames {
  SmallVector<FrameUse> uses;
  /// Numbers of frames in the order of their first bytes in the row before, which is mostly theirs
  /// in the next row too.
  SmallVector<unsigned> order;
};
using Segments = DenseMap<StringAttr, SegmentFrames>;

Segments collectSegments(ModuleOp module) {
  Segments segments;
  for (auto segment : module.getOps<exec::SegmentOp>()) {
    auto &[uses, order] = segments[segment.getSymNameAttr()];
    for (auto [frame, argument] : llvm::zip(segment.getFrames().getAsRange<exec::FrameAttr>(),
                                            segment.getBody().getArguments()))
      uses.push_back({cast<exec::BufferType>(argument.getType()).getBytes(), frame.getRead(),
                      frame.getWritten()});
    order = llvm::to_vector(llvm::seq<unsigned>(uses.size()));
  }
  return segments;
}

/// The last write of bytes of the arena, or the first read of what they held before the entry.
struct Write {
  int64_t begin, end;
  Frame frame;
  exec::RowOp row;
  bool isRead;
  /// Where the last write of `frame` is noted.
  Write **noted;
};

/// A use of arena bytes by a row.
struct Use {
  Frame frame;
  int64_t begin, end;
  exec::RowOp row;
  bool read, written;
  /// Where the last write of `frame` is noted.
  Write **noted;

  bool overlaps(const Use &other) const { return begin < other.end && other.begin < end; }
  bool overlaps(const Write &other) const { return begin < other.end && other.begin < end; }
  bool isAt(const Write &other) const { return begin == other.begin && end == other.end; }
  bool isWithin(const Write &other) const { return other.begin <= begin && end <= other.end; }
};

/// A class of frames that rows can name.
struct FramesFacts {
  StringRef name;
  /// Its instances hold nothing when the entry starts.
  bool empty;
  std::vector<Write *> noted; // by instance
};

/// Walks one table.
class TableChecker {
public:
  TableChecker(exec::RoleOp role, exec::TableOp table, Segments &segments);
  LogicalResult run();

private:
  LogicalResult collectUses(exec::RowOp row, ArrayRef<FrameUse> frameUses);
  LogicalResult check(exec::RowOp row);
  LogicalResult checkRow(SmallVectorImpl<unsigned> &order);
  LogicalResult checkRead(const Use &use);
  void write(const Use &use, bool isRead);
  std::string getName(Frame frame);

  exec::TableOp table;
  Segments &segments;
  int64_t arenaBytes;
  exec::FrameMap<FramesFacts> frames;
  Write *temporaries = nullptr;
  /// The last write of bytes, by its end; these do not overlap. Rows mostly use the very bytes that
  /// rows before them used for the same frame: that is seen where the frame notes its last write.
  std::map<int64_t, Write> written;
  /// Of the row in hand, by its segment's frames.
  SmallVector<Use> uses;
};

TableChecker::TableChecker(exec::RoleOp role, exec::TableOp table, Segments &segments)
    : table(table), segments(segments), arenaBytes(*role.getArenaBytes()) {
  auto add = [&](exec::FramesOp op, bool empty) {
    frames.insert(op.getId(), {op.getName(), empty, std::vector<Write *>(op.getCount())});
  };
  for (auto op : role.getBody().getOps<exec::FramesOp>())
    add(op, /*empty=*/false);
  for (auto op : table.getFrames())
    add(op, op.getMemoryClass() != exec::MemoryClass::Input);
}

std::string TableChecker::getName(Frame frame) {
  if (frame == kTemporaries)
    return "temporaries";
  return (frames.find(frame.first)->name + "[" + Twine(frame.second) + "]").str();
}

LogicalResult TableChecker::collectUses(exec::RowOp row, ArrayRef<FrameUse> frameUses) {
  exec::RowOp::Bindings bindings = row.getBindings();
  if (row.getBases().size() != frameUses.size() || frameUses.size() < bindings.size())
    return row.emitError("has no place in the arena; run heddle-layout-arena");
  uses.clear();
  for (auto [index, frame, base] : llvm::enumerate(frameUses, row.getBases())) {
    Use &use = uses.emplace_back(
        Use{kTemporaries, base, base + frame.bytes, row, frame.read, frame.written, &temporaries});
    if (index >= bindings.size())
      continue;
    auto [id, instance] = bindings[index];
    use.frame = {id, instance};
    FramesFacts *facts = frames.find(use.frame.first);
    if (!facts || uint64_t(use.frame.second) >= facts->noted.size())
      return row.emitError() << "binds a frame that does not exist: " << use.frame.first
                             << ", instance " << use.frame.second;
    use.noted = &facts->noted[use.frame.second];
  }
  return success();
}

/// Two frames of one row overlap only if they are one frame that is only read. In the order of
/// their first bytes, an overlap shows against the frame that reaches furthest so far.
LogicalResult TableChecker::checkRow(SmallVectorImpl<unsigned> &order) {
  for (const Use &use : uses)
    if (use.begin < 0 || use.end > arenaBytes)
      return use.row->emitError() << "uses bytes " << use.begin << ".." << use.end
                                  << " of an arena of " << arenaBytes;
  auto isBefore = [&](unsigned a, unsigned b) {
    return std::pair(uses[a].begin, a) < std::pair(uses[b].begin, b);
  };
  if (!llvm::is_sorted(order, isBefore))
    llvm::sort(order, isBefore);
  const Use *furthest = nullptr;
  for (unsigned number : order) {
    const Use *use = &uses[number];
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
  if (const Write *last = *use.noted; last && use.isWithin(*last))
    return success();
  bool found = false;
  for (auto it = written.upper_bound(use.begin); it != written.end(); ++it) {
    const Write &last = it->second;
    if (!use.overlaps(last))
      break;
    found = true;
    if (last.frame == use.frame)
      continue;
    InFlightDiagnostic error = use.row->emitError()
                               << "reads " << getName(use.frame) << " at " << use.begin << ".."
                               << use.end << ", but " << getName(last.frame) << " is there";
    error.attachNote(last.row->getLoc()) << (last.isRead ? "read here" : "written here");
    return error;
  }
  // A frame that is read and written is a sum whose first row overwrites it.
  const FramesFacts *facts = frames.find(use.frame.first);
  if (!found && !use.written && facts && facts->empty)
    return use.row->emitError() << "reads " << getName(use.frame)
                                << ", which nothing has written before";
  if (!found)
    write(use, /*isRead=*/true);
  return success();
}

void TableChecker::write(const Use &use, bool isRead) {
  if (Write *last = *use.noted; last && use.isWithin(*last)) {
    last->row = use.row;
    last->isRead = isRead;
    return;
  }
  auto forget = [](Write &last) {
    if (*last.noted == &last)
      *last.noted = nullptr;
  };
  Write now{use.begin, use.end, use.frame, use.row, isRead, use.noted};
  if (use.begin == use.end)
    return;
  auto it = written.upper_bound(use.begin);
  if (it != written.end() && use.isAt(it->second)) {
    forget(it->second);
    it->second = now;
    *use.noted = &it->second;
    return;
  }
  while (it != written.end() && use.overlaps(it->second)) {
    forget(it->second);
    it = written.erase(it);
  }
  *use.noted = &(written[use.end] = now);
}

LogicalResult TableChecker::check(exec::RowOp row) {
  auto segment = segments.find(row.getSegmentAttr().getAttr());
  if (segment == segments.end())
    return row.emitError() << "runs a segment that does not exist: " << row.getSegment();
  if (failed(collectUses(row, segment->second.uses)) || failed(checkRow(segment->second.order)))
    return failure();
  for (const Use &use : uses)
    if (use.read && failed(checkRead(use)))
      return failure();
  for (const Use &use : uses)
    if (use.written)
      write(use, /*isRead=*/false);
  return success();
}

LogicalResult TableChecker::run() {
  for (auto row : table.getRows())
    if (failed(check(row)))
      return failure();
  return success();
}

struct VerifyMemoryPass : impl::VerifyMemoryPassBase<VerifyMemoryPass> {
  void runOnOperation() override {
    Segments segments = collectSegments(getOperation());
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
