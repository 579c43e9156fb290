//===- Metrics.h - what is measured of a training run -----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_METRICS_METRICS_H
#define HEDDLE_RUNTIME_METRICS_METRICS_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace heddle::runtime {

/// One step. Losses are means over the weighted tokens, in nats.
struct StepMetrics {
  uint64_t step = 0; // steps done, so the first is 1
  double loss = 0;
  std::optional<double> learningRate;
  std::optional<double> gradientNorm;
  double tokensPerSecond = 0;
  double seconds = 0; // since the run began
};

/// Nats per token -> bits per byte of text, of which a token has `bytesPerToken`.
double bitsPerByte(double nats, double bytesPerToken = 1);

/// A JSON object per line, each line on its way to the disk before the next step begins. The first
/// line of a run is its configuration: {"config": {...}}; then steps: {"step": 1, "loss": ...,
/// "bits_per_byte": ..., ...} and held-out losses:
/// {"step": 100, "held_out_loss": ..., "held_out_bits_per_byte": ...}. A number that is not finite
/// is null.
class MetricsLog {
public:
  /// Creates the file, or appends to it if `append`.
  static Result<MetricsLog> open(const std::string &path, bool append, double bytesPerToken = 1);
  /// A log that writes nothing.
  MetricsLog() = default;
  MetricsLog(MetricsLog &&other) noexcept
      : path(std::move(other.path)), file(std::exchange(other.file, nullptr)),
        bytesPerToken(other.bytesPerToken) {}
  MetricsLog &operator=(MetricsLog &&other) noexcept {
    std::swap(path, other.path);
    std::swap(file, other.file);
    std::swap(bytesPerToken, other.bytesPerToken);
    return *this;
  }
  ~MetricsLog();

  Status config(const nlohmann::ordered_json &config);
  Status step(const StepMetrics &metrics);
  Status heldOut(uint64_t step, double loss);

private:
  Status line(const nlohmann::ordered_json &json);

  std::string path;
  std::FILE *file = nullptr;
  double bytesPerToken = 1;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_METRICS_METRICS_H
