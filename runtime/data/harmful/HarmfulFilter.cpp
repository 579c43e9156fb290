//===- HarmfulFilter.cpp - documents with harmful content -----------------===//

#include "runtime/data/harmful/HarmfulFilter.h"

#include "runtime/base/File.h"

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

Status checkLimits(const HarmfulContent &rule) {
  if (!(rule.max_share() >= 0 && rule.max_share() <= 1))
    return error("harmful: max_share lies between 0 and 1");
  if (!(rule.max_score() >= 0 && rule.max_score() <= 1))
    return error("harmful: max_score lies between 0 and 1");
  return {};
}

} // namespace

Result<std::optional<HarmfulFilter>> HarmfulFilter::create(const HarmfulContent &rule) {
  if (rule.word_lists().empty() && rule.classifier().empty())
    return std::optional<HarmfulFilter>();
  if (Status status = checkLimits(rule); !status)
    return status;
  HarmfulFilter filter;
  filter.maxShare = rule.max_share();
  filter.maxScore = rule.max_score();
  for (const std::string &path : rule.word_lists()) {
    Result<std::string> list = readWholeFile(path);
    if (!list)
      return list.status();
    if (Status status = filter.phrases.add(*list, path); !status)
      return status;
  }
  if (!rule.classifier().empty()) {
    Result<Classifier> classifier = Classifier::read(rule.classifier());
    if (!classifier)
      return classifier.status();
    filter.classifier = std::move(*classifier);
  }
  return std::optional(std::move(filter));
}

std::optional<Removal> HarmfulFilter::check(std::string_view text) const {
  if (phrases.size() > 0)
    if (double share = phrases.count(text).share(); share > maxShare)
      return Removal{"harmful.max_share", share, maxShare};
  if (classifier)
    if (double score = classifier->score(text); score > maxScore)
      return Removal{"harmful.max_score", score, maxScore};
  return std::nullopt;
}

} // namespace heddle::corpus
