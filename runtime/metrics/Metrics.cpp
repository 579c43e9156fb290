//===- Metrics.cpp - what is measured of a training run ---------*- C++ -*-===//

#include "runtime/metrics/Metrics.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <numbers>

namespace heddle::runtime {

double bitsPerByte(double nats, double bytesPerToken) {
  return nats / std::numbers::ln2 / bytesPerToken;
}

Result<MetricsLog> MetricsLog::open(const std::string &path, bool append, double bytesPerToken) {
  MetricsLog log;
  log.path = path;
  log.bytesPerToken = bytesPerToken;
  log.file = std::fopen(path.c_str(), append ? "ae" : "we");
  if (!log.file)
    return error("log '" + path + "': " + std::strerror(errno));
  return log;
}

MetricsLog::~MetricsLog() {
  if (file)
    std::fclose(file);
}

Status MetricsLog::line(const nlohmann::ordered_json &json) {
  if (!file)
    return {};
  std::string text = json.dump() + "\n";
  if (std::fwrite(text.data(), 1, text.size(), file) != text.size() || std::fflush(file) != 0)
    return error("log '" + path + "': " + std::strerror(errno));
  return {};
}

Status MetricsLog::config(const nlohmann::ordered_json &config) {
  return line({{"config", config}});
}

Status MetricsLog::step(const StepMetrics &metrics) {
  nlohmann::ordered_json json = {{"step", metrics.step},
                                 {"loss", metrics.loss},
                                 {"bits_per_byte", bitsPerByte(metrics.loss, bytesPerToken)}};
  if (metrics.learningRate)
    json["learning_rate"] = *metrics.learningRate;
  if (metrics.gradientNorm)
    json["gradient_norm"] = *metrics.gradientNorm;
  json["tokens_per_second"] = metrics.tokensPerSecond;
  json["seconds"] = metrics.seconds;
  return line(json);
}

Status MetricsLog::heldOut(uint64_t step, double loss) {
  return line({{"step", step},
               {"held_out_loss", loss},
               {"held_out_bits_per_byte", bitsPerByte(loss, bytesPerToken)}});
}

} // namespace heddle::runtime
