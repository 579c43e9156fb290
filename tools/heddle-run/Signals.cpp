//===- Signals.cpp - stopping on request ------------------------*- C++ -*-===//

#include "tools/heddle-run/Signals.h"

#include <atomic>
#include <csignal>

namespace heddle::run {
namespace {

std::atomic<int> caught = 0;

void note(int signal) {
  caught = signal;
  std::signal(signal, SIG_DFL);
}

} // namespace

void catchSignals() {
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

int caughtSignal() { return caught; }

} // namespace heddle::run
