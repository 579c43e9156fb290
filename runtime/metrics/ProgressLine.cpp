//===- ProgressLine.cpp - how far a run is -----------------------*- C++ -*-===//

#include "runtime/metrics/ProgressLine.h"

#include <cmath>
#include <sys/ioctl.h>
#include <unistd.h>

namespace heddle::runtime {
namespace {

constexpr double kLiveInterval = 0.1; // seconds
constexpr double kPlainInterval = 5;
/// Weight of the newest step in the smoothed times: the ETA follows a change within about 20 steps.
constexpr double kSmoothing = 0.05;

template <typename... Args> std::string format(const char *pattern, Args... args) {
  char text[160];
  std::snprintf(text, sizeof text, pattern, args...);
  return text;
}

std::string duration(double seconds) {
  auto whole = static_cast<unsigned long>(std::lround(seconds));
  if (whole >= 3600)
    return format("%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60, whole % 60);
  return format("%lu:%02lu", whole / 60, whole % 60);
}

std::string count(double value) {
  return value < 1000  ? format("%.0f", value)
         : value < 1e6 ? format("%.1fk", value / 1e3)
                       : format("%.1fM", value / 1e6);
}

} // namespace

std::string progressText(const StepMetrics &metrics, uint64_t last, double etaSeconds) {
  std::string text =
      format("step %llu/%llu  loss %.4f", static_cast<unsigned long long>(metrics.step),
             static_cast<unsigned long long>(last), metrics.loss);
  if (metrics.learningRate)
    text += format("  lr %.2e", *metrics.learningRate);
  if (metrics.gradientNorm)
    text += format("  |g| %.2f", *metrics.gradientNorm);
  return text + "  " + count(metrics.tokensPerSecond) + " tokens/s  ETA " + duration(etaSeconds);
}

/// A line as wide as the terminal would wrap, and what wrapped is not drawn over.
static std::string fit(std::string text, std::FILE *terminal) {
  winsize size{};
  if (ioctl(fileno(terminal), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
      text.size() >= size.ws_col)
    text.resize(size.ws_col - 1);
  return text;
}

ProgressLine::ProgressLine(std::FILE *out, uint64_t first, uint64_t last)
    : out(out), live(isatty(fileno(out)) == 1), first(first), last(last) {}

bool ProgressLine::due(const StepMetrics &metrics) const {
  return metrics.step == first + 1 || metrics.step == last ||
         metrics.seconds - lastDrawn >= (live ? kLiveInterval : kPlainInterval);
}

/// `smoothed` follows `value`; 0 is no value yet.
static void follow(double &smoothed, double value) {
  smoothed = smoothed == 0 ? value : smoothed + kSmoothing * (value - smoothed);
}

void ProgressLine::update(const StepMetrics &metrics) {
  follow(secondsPerStep, metrics.seconds - lastSeconds);
  follow(secondsPerToken, 1 / metrics.tokensPerSecond);
  lastSeconds = metrics.seconds;
  if (!due(metrics))
    return;
  lastDrawn = metrics.seconds;
  StepMetrics shown = metrics;
  shown.tokensPerSecond = 1 / secondsPerToken;
  double eta = static_cast<double>(last - metrics.step) * secondsPerStep;
  std::string text = progressText(shown, last, eta);
  if (live)
    std::fprintf(out, "\r\033[K%s", fit(std::move(text), out).c_str());
  else
    std::fprintf(out, "%s\n", text.c_str());
  std::fflush(out);
  drawn = live;
}

void ProgressLine::clear() {
  if (drawn)
    std::fputs("\r\033[K", out);
  drawn = false;
}

} // namespace heddle::runtime
