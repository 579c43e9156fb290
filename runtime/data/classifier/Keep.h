//===- Keep.h - which documents are kept by their scores --------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_KEEP_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_KEEP_H

#include <cstdint>
#include <span>
#include <vector>

namespace heddle::corpus {

/// Which documents of a source are kept.
struct TopShare {
  std::vector<bool> kept; // by document
  double limit = 0;       // the least score that is kept
};

/// Keeps the best `share` (in [0, 1]) of a source's documents, whose scores are given in the order
/// of the source: the nearest whole number to share * documents, but at least one if the share is
/// above 0. Of documents of equal scores the first ones are kept. Linear time.
TopShare keepTopShare(std::span<const float> scores, double share);

/// A number of the Pareto distribution that numpy.random.pareto has (Lomax's: from 0 on, greater
/// than x with the probability (1 + x)^-alpha), as a function of the seed and a text's hash.
double paretoOf(uint64_t seed, uint64_t textHash, double alpha);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_KEEP_H
