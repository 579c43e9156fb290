//===- Progress.h - how far a build is --------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_CORPUS_PROGRESS_H
#define HEDDLE_TOOLS_HEDDLE_CORPUS_PROGRESS_H

#include "runtime/data/corpus/Stage.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>

namespace heddle::corpus {

/// What one process has to say, in memory that all processes of a command share.
struct WorkerState {
  std::atomic<uint32_t> stage; // counted from 1
  std::atomic<uint64_t> work, done, within;
  std::array<char, 32> name; // of the stage, complete before `stage` says so
};

/// Writes the state of one worker.
class StateWatcher : public Watcher {
public:
  explicit StateWatcher(WorkerState &state) : state(state) {}

  void begin(const std::string &stage, uint64_t work) override;
  void advance(uint64_t work) override;
  void within(uint64_t work) override;

private:
  WorkerState &state;
};

/// Shows the states of all workers: on a terminal one line that is drawn over and over, elsewhere a
/// plain line for each stage that is done and one every ten seconds. A stage that is over before
/// anybody looks is not seen.
class ProgressBar {
public:
  /// Nothing is shown if `quiet`.
  ProgressBar(std::FILE *out, bool quiet);
  ~ProgressBar() { clear(); }

  void update(const WorkerState *states, size_t count);
  /// The last stage is done.
  void finish();
  void clear();

private:
  using Clock = std::chrono::steady_clock;

  void finishStage(Clock::time_point now);
  void print(uint64_t done, Clock::time_point now);

  std::FILE *out;
  bool quiet, live, drawn = false;
  uint32_t stage = 0;
  std::string name; // of the stage
  uint64_t work = 0;
  uint64_t first = 0; // done when the stage was seen first
  Clock::time_point begun, printed;
};

/// "curate  [#####.....]  43 %  1.2 of 2.8 GB  61.3 MB/s  ETA 0:26".
std::string progressText(const std::string &stage, uint64_t done, uint64_t work, double perSecond);

} // namespace heddle::corpus

#endif // HEDDLE_TOOLS_HEDDLE_CORPUS_PROGRESS_H
