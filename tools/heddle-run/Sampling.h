//===- Sampling.h - a token from logits -------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_SAMPLING_H
#define HEDDLE_TOOLS_HEDDLE_RUN_SAMPLING_H

#include "runtime/base/Status.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace heddle::run {

/// The token at `unit` in [0, 1) of the cumulated softmax(logits / temperature); the likeliest (the
/// first of equals) at temperature 0. Fails if a logit is not finite.
inline runtime::Result<uint64_t> sample(std::span<const double> logits, double temperature,
                                        double unit) {
  if (!std::ranges::all_of(logits, [](double logit) { return std::isfinite(logit); }))
    return runtime::error("the model's logits are not finite",
                          "its training diverged; load an earlier checkpoint");
  auto likeliest = std::ranges::max_element(logits);
  if (temperature == 0)
    return static_cast<uint64_t>(likeliest - logits.begin());
  auto weight = [&](double logit) { return std::exp((logit - *likeliest) / temperature); };
  double sum = 0;
  for (double logit : logits)
    sum += weight(logit);
  double rest = unit * sum;
  for (uint64_t token = 0; token < logits.size(); ++token)
    if ((rest -= weight(logits[token])) < 0)
      return token;
  return static_cast<uint64_t>(likeliest - logits.begin()); // rounding ate the last part
}

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_SAMPLING_H
