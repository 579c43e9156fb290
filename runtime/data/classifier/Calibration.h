//===- Calibration.h - from logits to probabilities -------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_CALIBRATION_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_CALIBRATION_H

#include <span>

namespace heddle::corpus {

/// The logit of a document that was not learned from, and what the document is.
struct Judged {
  double logit;
  bool good;
};

/// P(good) = sigmoid(slope * logit + offset).
struct Calibration {
  double slope = 1, offset = 0;
};

/// Platt's scaling (1999), with his smoothed targets, found by Newton's method with backtracking as
/// Lin, Lin and Weng (2007) give it. The slope is finite even if the two kinds are told apart
/// without a mistake. `documents` hold both kinds.
Calibration calibrate(std::span<const Judged> documents);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_CALIBRATION_H
