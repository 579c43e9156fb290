//===- Waiter.cpp - how a rank waits for others ---------------------------===//

#include "runtime/comm/Waiter.h"

#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace heddle::runtime {

void Failure::set(const Status &why) {
  std::lock_guard lock(mutex);
  if (isSet())
    return;
  reason = why;
  set_.store(true, std::memory_order_release);
}

Status Failure::get() const {
  std::lock_guard lock(mutex);
  return reason;
}

/// About 20 microseconds on current cores: less than a park and a wake-up cost.
static constexpr int kSpins = 500;
static constexpr long kSliceNanoseconds = 100'000'000;

// std::atomic::wait has no timeout, hence the system call.
static void park(const std::atomic<uint32_t> &word, uint32_t old) {
  timespec slice{0, kSliceNanoseconds};
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, old, &slice, nullptr, 0);
}

void wakeAll(const std::atomic<uint32_t> &word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

Wait waitForChange(const std::atomic<uint32_t> &word, uint32_t old, bool spin,
                   const Failure &failure, std::chrono::milliseconds timeout) {
  for (int i = 0; spin && i < kSpins; ++i) {
    if (word.load(std::memory_order_acquire) != old)
      return Wait::Done;
    __builtin_ia32_pause();
  }
  auto deadline = std::chrono::steady_clock::now() + timeout;
  while (word.load(std::memory_order_acquire) == old) {
    if (failure.isSet())
      return Wait::Failed;
    if (std::chrono::steady_clock::now() >= deadline)
      return Wait::TimedOut;
    park(word, old);
  }
  return Wait::Done;
}

} // namespace heddle::runtime
