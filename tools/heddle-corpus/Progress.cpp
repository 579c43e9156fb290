//===- Progress.cpp - how far a build is ------------------------*- C++ -*-===//

#include "tools/heddle-corpus/Progress.h"

#include "runtime/base/Format.h"

#include <algorithm>
#include <cmath>
#include <sys/ioctl.h>
#include <unistd.h>

namespace heddle::corpus {
namespace {

constexpr auto kLiveInterval = std::chrono::milliseconds(100);
constexpr auto kPlainInterval = std::chrono::seconds(10);
constexpr size_t kBarWidth = 20;

std::string duration(double seconds) {
  auto whole = static_cast<unsigned long>(std::lround(std::min(seconds, 1e9)));
  char text[48];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%lu:%02lu", whole / 60, whole % 60);
  return text;
}

/// A line as wide as the terminal would wrap, and what wrapped is not drawn over.
std::string fit(std::string text, std::FILE *terminal) {
  winsize size{};
  if (ioctl(fileno(terminal), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
      text.size() >= size.ws_col)
    text.resize(size.ws_col - 1);
  return text;
}

} // namespace

std::string progressText(const std::string &stage, uint64_t done, uint64_t work, double perSecond) {
  double share = work ? double(done) / double(work) : 1;
  size_t filled = std::min(kBarWidth, size_t(share * kBarWidth));
  std::string text = stage + std::string(stage.size() < 12 ? 12 - stage.size() : 0, ' ') + " [" +
                     std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "] " +
                     formatNumber("%3.0f %%", 100 * share) + "  " + formatCount(double(done), "B") +
                     " of " + formatCount(double(work), "B");
  if (perSecond > 0)
    text +=
        "  " + formatCount(perSecond, "B/s") + "  ETA " + duration(double(work - done) / perSecond);
  return text;
}

void StateWatcher::begin(const std::string &stage, uint64_t work) {
  state.name = {};
  std::copy_n(stage.begin(), std::min(stage.size(), state.name.size() - 1), state.name.begin());
  state.work = work;
  state.done = 0;
  state.within = 0;
  ++state.stage;
}

void StateWatcher::advance(uint64_t work) {
  state.within = 0;
  state.done += work;
}

void StateWatcher::within(uint64_t work) { state.within += work; }

ProgressBar::ProgressBar(std::FILE *out, bool quiet)
    : out(out), quiet(quiet), live(isatty(fileno(out)) == 1) {}

void ProgressBar::update(const WorkerState *states, size_t count) {
  // Each worker sees all parts, its own and those of others, though these late: the one that has
  // seen most is right, and what the others are in the middle of comes to it.
  const WorkerState *most = states;
  for (size_t i = 0; i < count; ++i)
    if (std::pair(states[i].stage.load(), states[i].done.load()) >
        std::pair(most->stage.load(), most->done.load()))
      most = &states[i];
  if (quiet || most->stage == 0)
    return;
  uint64_t done = most->done;
  for (size_t i = 0; i < count; ++i)
    if (states[i].stage == most->stage)
      done += states[i].within;
  Clock::time_point now = Clock::now();
  if (most->stage != stage) {
    finishStage(now);
    stage = most->stage;
    name = most->name.data();
    work = most->work;
    begun = printed = now;
    first = done;
  }
  if (now - printed >= (live ? Clock::duration(kLiveInterval) : kPlainInterval))
    print(std::min(done, work), now);
}

void ProgressBar::finishStage(Clock::time_point now) {
  if (!live && stage > 0 && work > 0)
    print(work, now);
}

void ProgressBar::finish() {
  finishStage(Clock::now());
  clear();
}

void ProgressBar::print(uint64_t done, Clock::time_point now) {
  double seconds = std::chrono::duration<double>(now - begun).count();
  double perSecond = seconds > 0.2 && done > first ? double(done - first) / seconds : 0;
  std::string text = progressText(name, done, work, perSecond);
  if (live)
    std::fprintf(out, "\r\033[K%s", fit(std::move(text), out).c_str());
  else
    std::fprintf(out, "%s\n", text.c_str());
  std::fflush(out);
  printed = now;
  drawn = live;
}

void ProgressBar::clear() {
  if (drawn)
    std::fputs("\r\033[K", out);
  drawn = false;
}

} // namespace heddle::corpus
