//===- LayoutArena.cpp - offsets in the arena -----------------------------===//

#include "dialects/exec/FrameMap.h"
#include "passes/memory/Alignment.h"
#include "passes/memory/Passes.h"

#define DEBUG_TYPE "heddle-layout-arena"

using namespace mlir;

namespace heddle::memory {

#define GEN_PASS_DEF_LAYOUTARENAPASS
#include "passes/memory/Passes.h.inc"

namespace {

/// exec.frames with the slot of each instance.
struct Coloring {
  exec::FramesOp frames;
  std::vector<int64_t> firstRow, lastRow; // per instance; lastRow < 0: not used
  std::vector<int64_t> used;              // instances, in the order of their first rows
  std::vector<int64_t> slot;
  int64_t slots = 0, slotBytes, offset = 0;

  explicit Coloring(exec::FramesOp frames)
      : frames(frames), firstRow(frames.getCount(), -1), lastRow(frames.getCount(), -1),
        slot(frames.getCount(), -1), slotBytes(align(frames.getBytes())) {}

  void noteUse(int64_t instance, int64_t row) {
    if (firstRow[instance] < 0) {
      firstRow[instance] = row;
      used.push_back(instance);
    }
    lastRow[instance] = row;
  }

  int64_t getOffset(int64_t instance) const { return offset + slot[instance] * slotBytes; }
};

class ArenaLayout {
public:
  ArenaLayout(exec::RoleOp role, SymbolTable &symbols) : role(role), symbols(symbols) {}

  /// Fails, with an error, if a row names a segment or a frame that does not exist.
  LogicalResult run();
  int64_t getInstances() const { return instances; }
  int64_t getSlots() const { return slots; }

private:
  using Colorings = exec::FrameMap<Coloring>;

  void placePersistent();
  LogicalResult placeTemporaries();
  int64_t getTemporaryBytes(StringAttr segment);
  FailureOr<int64_t> placeEntry(exec::TableOp table, int64_t begin);
  LogicalResult collectIntervals(exec::TableOp table, Colorings &colorings);
  void color(Colorings &colorings);
  void pinAll(Coloring &coloring);
  int64_t placeClasses(Colorings &colorings, int64_t begin);
  void bind(exec::TableOp table, const Colorings &colorings);

  exec::RoleOp role;
  SymbolTable &symbols;
  exec::FrameMap<int64_t> persistent;           // id -> offset
  DenseMap<StringAttr, int64_t> temporaryBytes; // segment -> size of its scratch, 0 for none
  int64_t temporaries = 0, end = 0, instances = 0, slots = 0;
};

void setPlace(exec::FramesOp frames, int64_t offset, int64_t slots) {
  Builder builder(frames.getContext());
  frames.setOffsetAttr(builder.getI64IntegerAttr(offset));
  frames.setSlotsAttr(builder.getI64IntegerAttr(slots));
}

void ArenaLayout::placePersistent() {
  for (auto frames : role.getBody().getOps<exec::FramesOp>()) {
    persistent.insert(frames.getId(), end);
    setPlace(frames, end, 1);
    end += align(frames.getBytes());
  }
}

/// Scratch of a segment is its last frame, if it has any; -1 if there is no such segment.
int64_t ArenaLayout::getTemporaryBytes(StringAttr name) {
  auto [it, isNew] = temporaryBytes.try_emplace(name);
  if (isNew) {
    auto segment = symbols.lookup<exec::SegmentOp>(name);
    if (!segment)
      return it->second = -1;
    for (auto [frame, argument] : llvm::zip(segment.getFrames(), segment.getBody().getArguments()))
      if (cast<exec::FrameAttr>(frame).getName() == kTemporariesFrame)
        it->second = cast<exec::BufferType>(argument.getType()).getBytes();
  }
  return it->second;
}

LogicalResult ArenaLayout::placeTemporaries() {
  int64_t largest = 0, id = 0;
  for (auto frames : role.getBody().getOps<exec::FramesOp>())
    id = std::max<int64_t>(id, frames.getId() + 1);
  for (auto table : role.getBody().getOps<exec::TableOp>()) {
    for (exec::FramesOp frames : table.getFrames())
      id = std::max<int64_t>(id, frames.getId() + 1);
    for (auto row : table.getRows()) {
      int64_t bytes = getTemporaryBytes(row.getSegmentAttr().getAttr());
      if (bytes < 0)
        return row.emitError() << "runs a segment that does not exist: " << row.getSegment();
      largest = std::max(largest, bytes);
    }
  }
  temporaries = end;
  end += align(largest);
  OpBuilder builder = OpBuilder::atBlockBegin(&role.getBody().front());
  auto frames = exec::FramesOp::create(builder, role.getLoc(), kTemporariesFrame, id,
                                       exec::MemoryClass::Temporary, largest, 1, true,
                                       IntegerAttr(), IntegerAttr());
  setPlace(frames, temporaries, 1);
  return success();
}

void ArenaLayout::pinAll(Coloring &coloring) {
  coloring.slots = coloring.slot.size();
  for (size_t i = 0; i < coloring.slot.size(); ++i)
    coloring.slot[i] = i;
}

/// The first and the last row that names each instance.
LogicalResult ArenaLayout::collectIntervals(exec::TableOp table, Colorings &colorings) {
  for (auto [number, row] : llvm::enumerate(table.getRows())) {
    exec::RowOp::Bindings bindings = row.getBindings();
    for (size_t i = 0; i < bindings.size(); ++i) {
      auto [id, instance] = bindings[i];
      Coloring *coloring = colorings.find(id);
      int64_t count = coloring ? coloring->slot.size() : persistent.find(id) != nullptr;
      if (instance < 0 || instance >= count)
        return row.emitError() << "binds a frame that does not exist: " << id << ", instance "
                               << instance;
      if (coloring)
        coloring->noteUse(instance, number);
    }
  }
  return success();
}

/// Interval colouring, class by class, in the order of the rows.
void ArenaLayout::color(Colorings &colorings) {
  for (auto &[id, coloring] : colorings) {
    if (coloring.frames.getPinned()) {
      pinAll(coloring);
      continue;
    }
    // Slots by the row after which they are free; an ended interval frees its slot for a later
    // first row only.
    std::vector<std::pair<int64_t, int64_t>> busy; // heap of (-lastRow, slot)
    for (int64_t i : coloring.used) {
      if (!busy.empty() && -busy.front().first < coloring.firstRow[i]) {
        std::pop_heap(busy.begin(), busy.end());
        coloring.slot[i] = busy.back().second;
        busy.pop_back();
      } else {
        coloring.slot[i] = coloring.slots++;
      }
      busy.push_back({-coloring.lastRow[i], coloring.slot[i]});
      std::push_heap(busy.begin(), busy.end());
    }
  }
}

int64_t ArenaLayout::placeClasses(Colorings &colorings, int64_t begin) {
  for (auto &[id, coloring] : colorings) {
    coloring.offset = begin;
    setPlace(coloring.frames, begin, coloring.slots);
    begin += coloring.slots * coloring.slotBytes;
    instances += coloring.slot.size();
    slots += coloring.slots;
  }
  return begin;
}

/// Gives each row the arena offsets of its frames.
void ArenaLayout::bind(exec::TableOp table, const Colorings &colorings) {
  for (auto row : table.getRows()) {
    exec::RowOp::Bindings bindings = row.getBindings();
    SmallVector<int64_t, 0> bases;
    bases.reserve(bindings.size() + 1);
    for (size_t i = 0; i < bindings.size(); ++i) {
      auto [id, instance] = bindings[i];
      const Coloring *coloring = colorings.find(id);
      bases.push_back(coloring ? coloring->getOffset(instance) : *persistent.find(id));
    }
    if (getTemporaryBytes(row.getSegmentAttr().getAttr()) > 0)
      bases.push_back(temporaries);
    row.getProperties().bases = std::move(bases);
  }
}

FailureOr<int64_t> ArenaLayout::placeEntry(exec::TableOp table, int64_t begin) {
  Colorings colorings;
  for (auto frames : table.getFrames())
    colorings.insert(frames.getId(), Coloring(frames));
  if (failed(collectIntervals(table, colorings)))
    return failure();
  color(colorings);
  int64_t entryEnd = placeClasses(colorings, begin);
  bind(table, colorings);
  return entryEnd;
}

LogicalResult ArenaLayout::run() {
  placePersistent();
  if (failed(placeTemporaries()))
    return failure();
  int64_t begin = end;
  for (auto table : role.getBody().getOps<exec::TableOp>()) {
    FailureOr<int64_t> entryEnd = placeEntry(table, begin);
    if (failed(entryEnd))
      return failure();
    end = std::max(end, *entryEnd);
  }
  role.setArenaBytes(end);
  return success();
}

struct LayoutArenaPass : impl::LayoutArenaPassBase<LayoutArenaPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto role : getOperation().getOps<exec::RoleOp>()) {
      ArenaLayout layout(role, symbols);
      if (failed(layout.run()))
        return signalPassFailure();
      numInstances += layout.getInstances();
      numSlots += layout.getSlots();
    }
  }
};

} // namespace
} // namespace heddle::memory
