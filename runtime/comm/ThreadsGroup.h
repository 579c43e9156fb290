//===- ThreadsGroup.h - collectives over shared memory ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_COMM_THREADSGROUP_H
#define HEDDLE_RUNTIME_COMM_THREADSGROUP_H

#include "runtime/comm/Communicator.h"
#include "runtime/comm/ThreadsWorld.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace heddle::runtime {

/// Some ranks and where they meet. A member publishes its call, meets the others, works directly on
/// their buffers, and meets them again, so that nobody changes a buffer that another still reads.
class ThreadsGroup {
public:
  ThreadsGroup(ThreadsWorld &world, std::vector<uint32_t> ranks);

  Status collective(uint32_t rank, const CollectiveCall &call);
  Status barrier(uint32_t rank);
  const std::vector<uint32_t> &members() const { return ranks; }

private:
  /// What a member does now; its own cache line.
  struct alignas(64) Slot {
    CollectiveCall call{};
    std::atomic<uint64_t> arrivals = 0;
  };

  size_t indexOf(uint32_t rank) const;
  Status meet(size_t self, const char *what);
  Status checkCalls(size_t self) const;
  void work(size_t self);
  std::string missing(size_t self) const;

  ThreadsWorld &world;
  std::vector<uint32_t> ranks;
  std::unique_ptr<Slot[]> slots;
  alignas(64) std::atomic<uint32_t> arrived = 0;
  alignas(64) Signal generation;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_COMM_THREADSGROUP_H
