//===- HarmfulFilter.h - documents with harmful content ---------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_HARMFUL_HARMFULFILTER_H
#define HEDDLE_RUNTIME_DATA_HARMFUL_HARMFULFILTER_H

#include "runtime/data/classifier/Classifier.h"
#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"
#include "runtime/data/harmful/PhraseList.h"

#include <optional>

namespace heddle::corpus {

/// The rule HarmfulContent of a curation. May be shared by threads. What such a rule cannot do is
/// told in docs/rationale/content.md.
class HarmfulFilter {
public:
  /// Reads the rule's lists and classifier. Nothing if it names neither.
  static runtime::Result<std::optional<HarmfulFilter>> create(const HarmfulContent &rule);

  /// Why the document goes, or nothing: "harmful.max_share" if more than max_share of its words are
  /// in phrases of the lists, "harmful.max_score" if the classifier, whose good kind is the harmful
  /// one, gives it more than max_score.
  std::optional<Removal> check(std::string_view text) const;

private:
  PhraseList phrases;
  std::optional<Classifier> classifier;
  double maxShare = 0, maxScore = 0;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_HARMFUL_HARMFULFILTER_H
