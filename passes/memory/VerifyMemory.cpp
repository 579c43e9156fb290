//===- VerifyMemory.cpp - live frames do not overlap ----------------------===//

#include "passes/memory/Passes.h"

#include <map>

#define DEBUG_TYPE "heddle-verify-memory"

using namespace mlir;

namespace heddle::memory {

#define GEN_PASS_DEF_VERIFYMEMORYPASS
#include "passes/memory/Passes.h.inc"

namespace {

/// A use of arena bytes by a row.
struct Use {
  int64_t begin, end;
  exec::RowOp row;
  bool written, read;
};

/// The uses of a row, by its segment's frames.
SmallVector<Use> getUses(exec::RowOp row, exec::SegmentOp segment) {
  SmallVector<Use> uses;
  for (auto [frame, argument, base] :
       llvm::zip(segment.getFrames(), segment.getBody().getArguments(), *row.getBases())) {
    auto attr = cast<exec::FrameAttr>(frame);
    int64_t bytes = cast<exec::BufferType>(argument.getType()).getBytes();
    uses.push_back({base, base + bytes, row, attr.getWritten(), attr.getRead()});
  }
  return uses;
}

/// Two frames of one row overlap only if they are the same bytes: a value passed twice.
LogicalResult verifyRow(exec::RowOp row, ArrayRef<Use> uses, int64_t arenaBytes) {
  SmallVector<Use> sorted(uses);
  llvm::sort(sorted, [](const Use &a, const Use &b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  for (size_t i = 0; i < sorted.size(); ++i) {
    const Use &use = sorted[i];
    if (use.begin < 0 || use.end > arenaBytes)
      return row.emitError() << "uses bytes " << use.begin << ".." << use.end << " of an arena of "
                             << arenaBytes;
    if (i == 0 || sorted[i - 1].end <= use.begin)
      continue;
    const Use &previous = sorted[i - 1];
    bool same = previous.begin == use.begin && previous.end == use.end;
    if (!same || (previous.written && use.written) || ((previous.written || use.written) && !same))
      return row.emitError() << "two of its frames overlap: bytes " << previous.begin << ".."
                             << previous.end << " and " << use.begin << ".." << use.end;
  }
  return success();
}

/// Within a table: what a row reads was last written as the very same frame, or not written at all
/// in this table (state, inputs).
class LiveRanges {
public:
  LogicalResult access(const Use &use);

private:
  /// Bytes -> the use that wrote them; ranges do not overlap.
  std::map<int64_t, Use> written;
};

LogicalResult LiveRanges::access(const Use &use) {
  auto it = written.lower_bound(use.begin);
  if (it != written.begin() && std::prev(it)->second.end > use.begin)
    --it;
  while (it != written.end() && it->second.begin < use.end) {
    bool same = it->second.begin == use.begin && it->second.end == use.end;
    if (use.read && !same) {
      InFlightDiagnostic error = use.row->emitError()
                                 << "reads bytes " << use.begin << ".." << use.end
                                 << ", of which another frame overwrote part";
      error.attachNote(it->second.row->getLoc()) << "overwritten here";
      return error;
    }
    it = use.written ? written.erase(it) : std::next(it);
  }
  if (use.written)
    written.insert_or_assign(use.begin, use);
  return success();
}

struct VerifyMemoryPass : impl::VerifyMemoryPassBase<VerifyMemoryPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto role : getOperation().getOps<exec::RoleOp>())
      for (auto table : role.getBody().getOps<exec::TableOp>())
        if (failed(verifyTable(table, *role.getArenaBytes(), symbols)))
          return signalPassFailure();
  }

  LogicalResult verifyTable(exec::TableOp table, int64_t arenaBytes, SymbolTable &symbols) {
    LiveRanges live;
    for (auto row : table.getBody().getOps<exec::RowOp>()) {
      SmallVector<Use> uses = getUses(row, symbols.lookup<exec::SegmentOp>(row.getSegment()));
      if (failed(verifyRow(row, uses, arenaBytes)))
        return failure();
      // What it reads is checked before what it writes takes effect.
      for (bool writes : {false, true})
        for (Use use : uses)
          if (use.written == writes && failed(live.access(use)))
            return failure();
    }
    return success();
  }
};

} // namespace
} // namespace heddle::memory
