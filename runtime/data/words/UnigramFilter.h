//===- UnigramFilter.h - documents of improbable words ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_WORDS_UNIGRAMFILTER_H
#define HEDDLE_RUNTIME_DATA_WORDS_UNIGRAMFILTER_H

#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"
#include "runtime/data/words/WordTable.h"

#include <optional>

namespace heddle::corpus {

/// The rule UnigramPerplexity of a curation. May be shared by threads.
class UnigramFilter {
public:
  /// Reads the rule's table. Nothing if the rule names none.
  static runtime::Result<std::optional<UnigramFilter>> create(const UnigramPerplexity &rule);

  UnigramFilter(WordTable table, double limit) : table(std::move(table)), limit(limit) {}

  /// Why the document goes ("unigram.min_mean_log_probability"), or nothing. A text without words
  /// stays.
  std::optional<Removal> check(std::string_view text) const;

private:
  WordTable table;
  double limit;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_WORDS_UNIGRAMFILTER_H
