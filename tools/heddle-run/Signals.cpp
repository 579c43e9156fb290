//===- Signals.cpp - stopping on request ------------------------*- C++ -*-===//

#include "tools/heddle-run/Signals.h"

#include <atomic>
#include <csignal>
#include <unistd.h>

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

/// What a handler may call is few: no error of ours, no stream.
static void explain(int) {
  constexpr char kText[] =
      "error: the data cannot be read any more: its file was cut off while it was in use, or the "
      "disk fails\n  hint: restore the file, and resume from the newest checkpoint\n";
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, kText, sizeof kText - 1);
  _exit(1);
}

void explainBusErrors() {
  struct sigaction action = {};
  action.sa_handler = explain;
  sigaction(SIGBUS, &action, nullptr);
}

int caughtSignal() { return caught; }

} // namespace heddle::run
