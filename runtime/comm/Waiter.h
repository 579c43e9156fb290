//===- Waiter.h - how a rank waits for others -------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_COMM_WAITER_H
#define HEDDLE_RUNTIME_COMM_WAITER_H

#include "runtime/base/Status.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace heddle::runtime {

/// Why the ranks of a world stop, if they do. Shared by all of them.
class Failure {
public:
  /// Keeps the first reason.
  void set(const Status &why);
  bool isSet() const { return set_.load(std::memory_order_acquire); }
  Status get() const;

private:
  std::atomic<bool> set_ = false;
  mutable std::mutex mutex;
  Status reason;
};

enum class Wait { Done, Failed, TimedOut };

/// Waits until `word` differs from `old`: spins for a few microseconds if every rank has a core,
/// then parks in the kernel. Looks at `failure` at least ten times a second.
Wait waitForChange(const std::atomic<uint32_t> &word, uint32_t old, bool spin,
                   const Failure &failure, std::chrono::milliseconds timeout);

/// Wakes all who wait for `word`, after it was changed.
void wakeAll(const std::atomic<uint32_t> &word);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_COMM_WAITER_H
