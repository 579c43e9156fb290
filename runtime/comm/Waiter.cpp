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

// std::atomic::wait has no timeout, hence the system call. Either the kernel sees the new number
// and does not park, or raise() sees that someone has parked: both orders are sequentially
// consistent.
void Signal::park(uint32_t old) {
  timespec slice{0, kSliceNanoseconds};
  parked.fetch_add(1);
  if (number.load() == old)
    syscall(SYS_futex, &number, FUTEX_WAIT_PRIVATE, old, &slice, nullptr, 0);
  parked.fetch_sub(1);
}

void Signal::raise() {
  number.fetch_add(1);
  if (parked.load() != 0)
    syscall(SYS_futex, &number, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

Wait Signal::waitForChange(uint32_t old, bool spin, const Failure &failure,
                           std::chrono::milliseconds timeout) {
  for (int i = 0; spin && i < kSpins; ++i) {
    if (value() != old)
      return Wait::Done;
    __builtin_ia32_pause();
  }
  auto deadline = std::chrono::steady_clock::now() + timeout;
  while (value() == old) {
    if (failure.isSet())
      return Wait::Failed;
    if (std::chrono::steady_clock::now() >= deadline)
      return Wait::TimedOut;
    park(old);
  }
  return Wait::Done;
}

} // namespace heddle::runtime
