//===- UnigramFilter.cpp - documents of improbable words ------------------===//

#include "runtime/data/words/UnigramFilter.h"

#include "runtime/base/File.h"

#include <cmath>

namespace heddle::corpus {

using namespace heddle::runtime;

Result<std::optional<UnigramFilter>> UnigramFilter::create(const UnigramPerplexity &rule) {
  if (rule.table().empty())
    return std::optional<UnigramFilter>();
  if (std::isnan(rule.min_mean_log_probability()))
    return error("unigram: min_mean_log_probability is no number");
  Result<std::string> text = readWholeFile(rule.table());
  if (!text)
    return text.status();
  Result<WordTable> table = WordTable::parse(*text, rule.table());
  if (!table)
    return table.status();
  return std::optional(UnigramFilter(std::move(*table), rule.min_mean_log_probability()));
}

std::optional<Removal> UnigramFilter::check(std::string_view text) const {
  double mean = table.meanLogProbability(text);
  if (mean >= limit)
    return std::nullopt;
  return Removal{"unigram.min_mean_log_probability", mean, limit};
}

} // namespace heddle::corpus
