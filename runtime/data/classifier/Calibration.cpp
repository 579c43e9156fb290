//===- Calibration.cpp - from logits to probabilities ---------------------===//

#include "runtime/data/classifier/Calibration.h"

#include "runtime/base/PortableMath.h"

#include <algorithm>
#include <cmath>

namespace heddle::corpus {

using namespace heddle::runtime;

// The same bits on every machine, also on those that have fused products and sums.
#pragma STDC FP_CONTRACT OFF

namespace {

/// The cross entropy, its gradient, and its curvature (a symmetric matrix) in slope and offset.
struct Loss {
  double value = 0;
  double slope = 0, offset = 0;
  double slopeSlope = 0, slopeOffset = 0, offsetOffset = 0;
};

class Problem {
public:
  explicit Problem(std::span<const Judged> documents) : documents(documents) {
    double good = double(std::ranges::count(documents, true, &Judged::good));
    double raw = double(documents.size()) - good;
    goodTarget = (good + 1) / (good + 2);
    rawTarget = 1 / (raw + 2);
  }

  Loss at(const Calibration &point) const {
    Loss loss;
    for (const Judged &document : documents)
      add(document, point, loss);
    return loss;
  }

private:
  void add(const Judged &document, const Calibration &point, Loss &loss) const {
    double target = document.good ? goodTarget : rawTarget;
    double value = point.slope * document.logit + point.offset;
    // log(1 + e^v) - target * v, with an exponential that cannot overflow.
    loss.value +=
        std::max(value, 0.0) + portableLog(1 + portableExp(-std::abs(value))) - target * value;
    double probability = portableSigmoid(value);
    double off = probability - target, curve = probability * (1 - probability);
    loss.slope += off * document.logit;
    loss.offset += off;
    loss.slopeSlope += curve * document.logit * document.logit;
    loss.slopeOffset += curve * document.logit;
    loss.offsetOffset += curve;
  }

  std::span<const Judged> documents;
  double goodTarget, rawTarget;
};

/// Newton's step, of a curvature that a small ridge keeps invertible.
Calibration stepOf(const Loss &loss) {
  constexpr double kRidge = 1e-12;
  double a = loss.slopeSlope + kRidge, b = loss.slopeOffset, c = loss.offsetOffset + kRidge;
  double determinant = a * c - b * b;
  return {-(c * loss.slope - b * loss.offset) / determinant,
          -(a * loss.offset - b * loss.slope) / determinant};
}

} // namespace

Calibration calibrate(std::span<const Judged> documents) {
  constexpr int kMostSteps = 100;
  constexpr double kSmallestStep = 1e-10;
  Problem problem(documents);
  Calibration point;
  Loss loss = problem.at(point);
  for (int i = 0; i < kMostSteps; ++i) {
    Calibration step = stepOf(loss);
    double size = 1;
    Calibration next;
    Loss reached;
    do {
      next = {point.slope + size * step.slope, point.offset + size * step.offset};
      reached = problem.at(next);
    } while (!(reached.value < loss.value) && (size /= 2) > kSmallestStep);
    if (size <= kSmallestStep)
      break;
    point = next;
    loss = reached;
  }
  return point;
}

} // namespace heddle::corpus
