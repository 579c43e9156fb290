//===- Signals.cpp - stopping on request ------------------------*- C++ -*-===//

#include "tools/heddle-run/Signals.h"

#include <atomic>
#include <csignal>

namespace heddle::run {
namespace {

std::atomic<int> caught = 0;

void note(int signal) { caught = signal; }

} // namespace

void catchSignals() {
  struct sigaction action = {};
  action.sa_handler = note;
  // No SA_RESTART, which std::signal sets: a call that waits, for the reader of a pipe perhaps, is
  // given up, instead of swallowing the signal.
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int caughtSignal() { return caught; }

} // namespace heddle::run
