//===- ClassifierFilter.cpp - documents kept by score ---------------------===//

#include "runtime/data/classifier/ClassifierFilter.h"

#include <cassert>
#include <cmath>

#include <xxhash.h>

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

bool isShare(double value) { return value >= 0 && value <= 1; }

Status checkRule(const QualityClassifier &rule) {
  switch (rule.keep_case()) {
  case QualityClassifier::kMinScore:
    if (!isShare(rule.min_score()))
      return error("classifier: min_score lies between 0 and 1");
    return {};
  case QualityClassifier::kTopShare:
    if (!isShare(rule.top_share()))
      return error("classifier: top_share lies between 0 and 1");
    return {};
  case QualityClassifier::kParetoAlpha:
    if (!(rule.pareto_alpha() > 0) || !std::isfinite(rule.pareto_alpha()))
      return error("classifier: pareto_alpha is above 0");
    return {};
  case QualityClassifier::KEEP_NOT_SET:
    break;
  }
  return error("classifier: names a model but does not say what to keep",
               "give one of min_score, top_share and pareto_alpha");
}

} // namespace

Result<std::optional<ClassifierFilter>> ClassifierFilter::create(const QualityClassifier &rule) {
  if (rule.model().empty())
    return std::optional<ClassifierFilter>();
  if (Status status = checkRule(rule); !status)
    return status;
  Result<Classifier> classifier = Classifier::read(rule.model());
  if (!classifier)
    return classifier.status();
  return std::optional(ClassifierFilter(std::move(*classifier), rule));
}

std::optional<Removal> ClassifierFilter::check(std::string_view text, float score) const {
  assert(!needsAllScores());
  if (rule.keep_case() == QualityClassifier::kMinScore) {
    if (score >= rule.min_score())
      return std::nullopt;
    return Removal{"classifier.min_score", score, rule.min_score()};
  }
  uint64_t hash = XXH3_64bits(text.data(), text.size());
  double needed = 1 - paretoOf(rule.seed(), hash, rule.pareto_alpha());
  if (score > needed)
    return std::nullopt;
  return Removal{"classifier.pareto_alpha", score, needed};
}

std::vector<std::optional<Removal>> ClassifierFilter::decide(std::span<const float> scores) const {
  TopShare top = keepTopShare(scores, rule.top_share());
  std::vector<std::optional<Removal>> removals(scores.size());
  for (size_t i = 0; i < scores.size(); ++i)
    if (!top.kept[i])
      removals[i] = Removal{"classifier.top_share", scores[i], top.limit};
  return removals;
}

} // namespace heddle::corpus
