//===- ThreadsGroup.cpp - collectives over shared memory ------------------===//

#include "runtime/comm/ThreadsGroup.h"

#include "runtime/comm/Reduce.h"
#include "runtime/program/Mesh.h"

#include <algorithm>
#include <cstring>

namespace heddle::runtime {

using program::Collective;

static const char *nameOf(Collective::Kind kind) {
  switch (kind) {
  case Collective::ALL_REDUCE:
    return "all_reduce";
  case Collective::REDUCE_SCATTER:
    return "reduce_scatter";
  case Collective::ALL_GATHER:
    return "all_gather";
  default:
    return "barrier";
  }
}

static std::string describe(const CollectiveCall &call) {
  std::string text = nameOf(call.kind);
  if (call.kind == Collective::KIND_UNSPECIFIED)
    return text;
  if (call.kind != Collective::ALL_GATHER)
    text += call.reduction == Collective::MAX ? " (max)" : " (sum)";
  return text + " of " + std::to_string(call.count) + " " + program::DataType_Name(call.type);
}

static bool agree(const CollectiveCall &a, const CollectiveCall &b) {
  bool sameReduction = a.kind == Collective::ALL_GATHER || a.reduction == b.reduction;
  return a.kind == b.kind && sameReduction && a.type == b.type && a.count == b.count;
}

ThreadsGroup::ThreadsGroup(ThreadsWorld &world, std::vector<uint32_t> ranks)
    : world(world), ranks(std::move(ranks)), slots(new Slot[this->ranks.size()]) {}

size_t ThreadsGroup::indexOf(uint32_t rank) const {
  return size_t(std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin());
}

/// Who of the group has come less often than `self`.
std::string ThreadsGroup::missing(size_t self) const {
  std::string text;
  for (size_t i = 0; i < ranks.size(); ++i)
    if (slots[i].arrivals < slots[self].arrivals)
      text += (text.empty() ? "" : ", ") + world.name(ranks[i]);
  return text;
}

Status ThreadsGroup::meet(size_t self, const char *what) {
  if (world.failure.isSet())
    return world.stopped(ranks[self], what);
  uint32_t now = generation.value();
  slots[self].arrivals.fetch_add(1, std::memory_order_relaxed);
  if (arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == ranks.size()) {
    arrived.store(0, std::memory_order_relaxed);
    generation.raise();
    return {};
  }
  switch (world.wait(generation, now)) {
  case Wait::Done:
    return {};
  case Wait::Failed:
    return world.stopped(ranks[self], what);
  case Wait::TimedOut:
    return world.timedOut(ranks[self], what, missing(self));
  }
  return {};
}

Status ThreadsGroup::checkCalls(size_t self) const {
  // The first that differs from the first member: the same two, so the same text, on every rank.
  for (size_t i = 1; i < ranks.size(); ++i)
    if (!agree(slots[0].call, slots[i].call))
      return error("ranks of a group issue different collectives: " + world.name(ranks[0]) + " " +
                       describe(slots[0].call) + ", " + world.name(ranks[i]) + " " +
                       describe(slots[i].call),
                   "the program is wrong: its tables were not made by one compilation");
  return {};
}

/// The own part of the work: nobody else writes what this writes, or reads it before the next
/// meeting.
void ThreadsGroup::work(size_t self) {
  const CollectiveCall &call = slots[self].call;
  if (call.count == 0) // a barrier, or nothing
    return;
  uint64_t n = ranks.size(), element = program::elementBytes(call.type);
  std::vector<std::byte *> buffers(n);
  for (uint64_t i = 0; i < n; ++i)
    buffers[i] = static_cast<std::byte *>(slots[i].call.buffer);
  if (call.kind == Collective::ALL_REDUCE) {
    // Who reduces what is free here: whole cache lines each.
    uint64_t part = (call.count / n / 64 + 1) * 64;
    return reduceRange(call.reduction, call.type, buffers, buffers,
                       std::min(call.count, part * self), std::min(call.count, part * (self + 1)));
  }
  if (call.kind == Collective::REDUCE_SCATTER)
    return reduceRange(call.reduction, call.type, buffers, {&buffers[self], 1},
                       call.count / n * self, call.count / n * (self + 1));
  for (uint64_t i = 1; i < n;
       ++i) { // starting with the next member, so that not all read one buffer
    uint64_t from = (self + i) % n, part = call.count / n * element;
    std::memcpy(buffers[self] + from * part, buffers[from] + from * part, part);
  }
}

Status ThreadsGroup::collective(uint32_t rank, const CollectiveCall &call) {
  size_t self = indexOf(rank);
  if (ranks.size() == 1)
    return {};
  slots[self].call = call;
  const char *what = nameOf(call.kind);
  if (Status status = meet(self, what); !status)
    return status;
  if (Status status = checkCalls(self); !status)
    return status;
  work(self);
  return meet(self, what);
}

Status ThreadsGroup::barrier(uint32_t rank) { return collective(rank, {}); }

} // namespace heddle::runtime
