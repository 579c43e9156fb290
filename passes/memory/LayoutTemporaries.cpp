//===- LayoutTemporaries.cpp - offsets within a segment -------------------===//

#include "passes/memory/Alignment.h"
#include "passes/memory/Passes.h"

#include <map>

#define DEBUG_TYPE "heddle-layout-temporaries"

using namespace mlir;

namespace heddle::memory {

#define GEN_PASS_DEF_LAYOUTTEMPORARIESPASS
#include "passes/memory/Passes.h.inc"

namespace {

/// Gaps in a growing piece of memory. Invariant: free ranges do not touch or overlap, and all lie
/// below `end`.
class GapAllocator {
public:
  int64_t allocate(int64_t bytes);
  void release(int64_t offset, int64_t bytes);
  int64_t getEnd() const { return end; }

private:
  std::map<int64_t, int64_t> gaps; // offset -> bytes
  int64_t end = 0;
};

/// The smallest gap that fits, or the end (reaching into a last gap).
int64_t GapAllocator::allocate(int64_t bytes) {
  auto best = gaps.end();
  for (auto it = gaps.begin(); it != gaps.end(); ++it)
    if (it->second >= bytes && (best == gaps.end() || it->second < best->second))
      best = it;
  if (best == gaps.end()) {
    int64_t offset = end;
    if (!gaps.empty() && gaps.rbegin()->first + gaps.rbegin()->second == end) {
      offset = gaps.rbegin()->first;
      gaps.erase(std::prev(gaps.end()));
    }
    end = offset + bytes;
    return offset;
  }
  auto [offset, size] = *best;
  gaps.erase(best);
  if (size > bytes)
    gaps[offset + bytes] = size - bytes;
  return offset;
}

void GapAllocator::release(int64_t offset, int64_t bytes) {
  auto next = gaps.lower_bound(offset);
  if (next != gaps.end() && offset + bytes == next->first) {
    bytes += next->second;
    next = gaps.erase(next);
  }
  if (next != gaps.begin())
    if (auto previous = std::prev(next); previous->first + previous->second == offset) {
      previous->second += bytes;
      return;
    }
  gaps[offset] = bytes;
}

/// The last instruction that touches `buffer`, through its views.
Operation *findLastUse(Value buffer) {
  Operation *last = buffer.getDefiningOp();
  for (Operation *user : buffer.getUsers()) {
    Operation *use = isa<exec::ViewOp>(user) ? findLastUse(user->getResult(0)) : user;
    if (last->isBeforeInBlock(use))
      last = use;
  }
  return last;
}

/// The first instruction that touches `buffer`; null if none.
Operation *findFirstUse(Value buffer) {
  Operation *first = nullptr;
  for (Operation *user : buffer.getUsers()) {
    Operation *use = isa<exec::ViewOp>(user) ? findFirstUse(user->getResult(0)) : user;
    if (use && (!first || use->isBeforeInBlock(first)))
      first = use;
  }
  return first;
}

struct LayoutTemporariesPass : impl::LayoutTemporariesPassBase<LayoutTemporariesPass> {
  void runOnOperation() override {
    for (auto segment : getOperation().getOps<exec::SegmentOp>())
      layout(segment);
  }

  void layout(exec::SegmentOp segment) {
    Block &body = segment.getBody().front();
    DenseMap<Operation *, SmallVector<exec::TemporaryOp>> starts, ends;
    SmallVector<exec::TemporaryOp> all;
    for (auto temporary : llvm::make_early_inc_range(body.getOps<exec::TemporaryOp>())) {
      Operation *first = findFirstUse(temporary.getBuffer());
      if (!first) {
        temporary.erase();
        continue;
      }
      all.push_back(temporary);
      starts[first].push_back(temporary);
      ends[findLastUse(temporary.getBuffer())].push_back(temporary);
    }
    if (all.empty())
      return;
    GapAllocator allocator;
    DenseMap<Operation *, int64_t> offsets;
    for (Operation &op : body) {
      for (exec::TemporaryOp temporary : starts.lookup(&op))
        offsets[temporary] = allocator.allocate(bytesOf(temporary));
      for (exec::TemporaryOp temporary : ends.lookup(&op))
        allocator.release(offsets[temporary], bytesOf(temporary));
    }
    replace(segment, all, offsets, allocator.getEnd());
  }

  int64_t bytesOf(exec::TemporaryOp temporary) {
    return align(temporary.getBuffer().getType().getBytes());
  }

  /// Appends the frame and makes every temporary a view of it.
  void replace(exec::SegmentOp segment, ArrayRef<exec::TemporaryOp> temporaries,
               DenseMap<Operation *, int64_t> &offsets, int64_t bytes) {
    Block &body = segment.getBody().front();
    OpBuilder builder(segment.getContext());
    SmallVector<Attribute> frames(segment.getFrames().getValue());
    Value frame = body.insertArgument(
        frames.size(), exec::BufferType::get(builder.getContext(), bytes), segment.getLoc());
    frames.push_back(exec::FrameAttr::get(builder.getContext(),
                                          builder.getStringAttr(kTemporariesFrame),
                                          exec::MemoryClass::Temporary, false, true));
    segment.setFramesAttr(builder.getArrayAttr(frames));
    for (exec::TemporaryOp temporary : temporaries) {
      bytesBefore += bytesOf(temporary);
      builder.setInsertionPoint(temporary);
      auto view = exec::ViewOp::create(builder, temporary.getLoc(), temporary.getBuffer().getType(),
                                       frame, offsets[temporary], builder.getArrayAttr({}));
      temporary.replaceAllUsesWith(view.getBuffer());
      temporary.erase();
    }
    bytesAfter += bytes;
  }
};

} // namespace
} // namespace heddle::memory
