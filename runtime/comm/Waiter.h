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

/// A number that goes up, and ranks that wait for that.
class Signal {
public:
  uint32_t value() const { return number.load(std::memory_order_acquire); }

  /// Goes up by one and wakes all who wait. What was written before is visible to them.
  void raise();

  /// Waits until the value differs from `old`: spins for a few microseconds if every rank has a
  /// core, then parks in the kernel. Looks at `failure` at least ten times a second.
  Wait waitForChange(uint32_t old, bool spin, const Failure &failure,
                     std::chrono::milliseconds timeout);

private:
  void park(uint32_t old);

  std::atomic<uint32_t> number = 0;
  std::atomic<uint32_t> parked = 0; // so that raise() need not call the kernel for nobody
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_COMM_WAITER_H
