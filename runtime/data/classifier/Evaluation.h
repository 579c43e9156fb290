//===- Evaluation.h - how well scores tell two kinds apart ------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_EVALUATION_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_EVALUATION_H

#include <cstdint>
#include <vector>

namespace heddle::corpus {

/// A score in [0, 1] of a document, and what the document is.
struct Scored {
  double score;
  bool good;
};

/// Of documents that the classifier has not learned from. What is scored 0.5 or more is taken for
/// good. All are in [0, 1]; a quotient of nothing is 0.
struct Evaluation {
  uint64_t good = 0, raw = 0;
  double precision = 0; // of what is taken for good, how much is
  double recall = 0;    // of what is good, how much is taken for it
  double accuracy = 0;
  /// The area under the ROC curve: how probable it is that a good document has a greater score than
  /// a raw one, ties counted half.
  double rocAuc = 0;
  /// The mean square of what the score is off: 0.25 for one that always says 0.5.
  double brier = 0;
};

Evaluation evaluate(std::vector<Scored> documents);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_EVALUATION_H
