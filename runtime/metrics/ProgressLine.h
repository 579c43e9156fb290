//===- ProgressLine.h - how far a run is -------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_METRICS_PROGRESSLINE_H
#define HEDDLE_RUNTIME_METRICS_PROGRESSLINE_H

#include "runtime/metrics/Metrics.h"

#include <cstdio>

namespace heddle::runtime {

/// One line that is drawn over and over on a terminal; elsewhere a plain line for the first and
/// last step and one every five seconds.
class ProgressLine {
public:
  /// `out` is a terminal if isatty says so. `first` steps are done already.
  ProgressLine(std::FILE *out, uint64_t first, uint64_t last);
  ~ProgressLine() { clear(); }

  void update(const StepMetrics &metrics);
  /// Removes the live line, so that something else can be printed.
  void clear();

private:
  bool due(const StepMetrics &metrics) const;

  std::FILE *out;
  bool live;
  uint64_t first;
  uint64_t last;
  bool drawn = false;
  double lastDrawn = -1;
  double secondsPerStep = 0;  // smoothed, evaluation and saving included
  double secondsPerToken = 0; // smoothed
  double lastSeconds = 0;
};

/// "step 120/600  loss 2.314  41.2k tokens/s  ETA 1:03".
std::string progressText(const StepMetrics &metrics, uint64_t last, double etaSeconds);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_METRICS_PROGRESSLINE_H
