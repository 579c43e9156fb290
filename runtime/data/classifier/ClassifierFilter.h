//===- ClassifierFilter.h - documents kept by score -------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_CLASSIFIERFILTER_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_CLASSIFIERFILTER_H

#include "runtime/data/classifier/Classifier.h"
#include "runtime/data/classifier/Keep.h"
#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"

#include <optional>

namespace heddle::corpus {

/// The rule QualityClassifier of a curation. May be shared by threads.
class ClassifierFilter {
public:
  /// Reads the rule's model. Nothing if the rule names none; fails if it names one but says not, or
  /// says wrongly, what to keep.
  static runtime::Result<std::optional<ClassifierFilter>> create(const QualityClassifier &rule);

  ClassifierFilter(Classifier classifier, QualityClassifier rule)
      : classifier(std::move(classifier)), rule(std::move(rule)) {}

  /// In [0, 1]. A float, so that the scores of a source fit into memory.
  float score(std::string_view text) const { return float(classifier.score(text)); }

  /// True for top_share: the scores of all documents of a source are needed, and decide() decides.
  bool needsAllScores() const { return rule.keep_case() == QualityClassifier::kTopShare; }

  /// Why a document of that score goes ("classifier.min_score", "classifier.pareto_alpha"), or
  /// nothing. Not for top_share. Pareto's number is drawn by the seed and the text: the limit in
  /// the answer is the score that this very text would have needed.
  std::optional<Removal> check(std::string_view text, float score) const;

  /// For top_share: why each document of a source goes ("classifier.top_share"), or nothing, by the
  /// scores in the order of the source.
  std::vector<std::optional<Removal>> decide(std::span<const float> scores) const;

private:
  Classifier classifier;
  QualityClassifier rule;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_CLASSIFIERFILTER_H
