//===- LayoutTemporaries.cpp - offsets within a segment -------------------===//

#include "passes/memory/Alignment.h"
#include "passes/memory/GapAllocator.h"
#include "passes/memory/Passes.h"

#define DEBUG_TYPE "heddle-layout-temporaries"

using namespace mlir;

namespace heddle::memory {

#define GEN_PASS_DEF_LAYOUTTEMPORARIESPASS
#include "passes/memory/Passes.h.inc"

namespace {

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
