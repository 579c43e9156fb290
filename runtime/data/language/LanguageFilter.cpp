//===- LanguageFilter.cpp - documents of other languages ------------------===//

#include "runtime/data/language/LanguageFilter.h"

#include <algorithm>

namespace heddle::corpus {

using namespace heddle::runtime;

Result<std::optional<LanguageFilter>> LanguageFilter::create(const LanguageRule &rule) {
  if (!rule.enabled())
    return std::optional<LanguageFilter>();
  if (!(rule.min_confidence() >= 0 && rule.min_confidence() <= 1))
    return error("language: min_confidence lies between 0 and 1");
  std::vector<std::string> keep(rule.keep().begin(), rule.keep().end());
  for (const std::string &code : keep)
    if (!isKnownLanguage(code))
      return error("language: '" + code + "' is no language that can be identified",
                   "codes are those of ISO 639-1, in small letters: en, de, zh");
  if (keep.empty())
    keep.push_back("en");
  return std::optional(LanguageFilter(std::move(keep), rule.min_confidence()));
}

std::optional<Removal> LanguageFilter::check(const Language &language) const {
  if (std::ranges::find(keep, language.code) == keep.end())
    return Removal{"language.keep", language.confidence, 0};
  if (language.confidence < least)
    return Removal{"language.min_confidence", language.confidence, least};
  return std::nullopt;
}

} // namespace heddle::corpus
