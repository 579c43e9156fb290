//===- ThreadsWorld.h - what thread ranks share -----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_COMM_THREADSWORLD_H
#define HEDDLE_RUNTIME_COMM_THREADSWORLD_H

#include "runtime/comm/Threads.h"
#include "runtime/comm/Waiter.h"

#include <string>
#include <thread>

namespace heddle::runtime {

/// Size, options and the reason for the end. Errors of waits are made here, so that all read alike.
struct ThreadsWorld {
  ThreadsWorld(uint32_t size, ThreadsOptions options)
      : size(size), options(std::move(options)), spin(size <= std::thread::hardware_concurrency()) {
  }

  std::string name(uint32_t rank) const {
    return rank < options.names.size() ? options.names[rank] : "rank " + std::to_string(rank);
  }
  Wait wait(Signal &signal, uint32_t old) const {
    return signal.waitForChange(old, spin, failure, options.timeout);
  }
  /// The error of `rank` that was stopped by another while doing `what`.
  Status stopped(uint32_t rank, const std::string &what) const {
    Status why = failure.get();
    return error(why.message() + " (" + name(rank) + " was in " + what + ")", why.hint());
  }
  /// The error of `rank` that waited in vain.
  Status timedOut(uint32_t rank, const std::string &what, const std::string &whom) const {
    return error(name(rank) + " waited " + std::to_string(options.timeout.count()) + " ms in " +
                     what + " for " + whom,
                 "the other rank hangs or has ended, or the timeout is too short");
  }

  const uint32_t size;
  const ThreadsOptions options;
  const bool spin; // only if every rank can have a core
  Failure failure;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_COMM_THREADSWORLD_H
