//===- GopherRepetition.h - documents that repeat themselves ----*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_GOPHERREPETITION_H
#define HEDDLE_RUNTIME_DATA_FILTERS_GOPHERREPETITION_H

#include "runtime/data/filters/NGrams.h"
#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"
#include "runtime/data/text/TextStatistics.h"

#include <optional>

namespace heddle::corpus {

/// The largest n of an n-gram.
constexpr uint32_t kLargestN = 64;

/// Rae et al. 2021, table A1, as datatrove 0.10 computes it. One object serves a thread.
class GopherRepetitionRule {
public:
  /// `settings` passes checkCuration.
  explicit GopherRepetitionRule(const GopherRepetition &settings);

  /// The first threshold that the document fails, in this order: min_chars, paragraphs, their
  /// characters, lines, their characters, top n-grams and duplicate n-grams as they are listed.
  /// Shares of characters are of all of the document's.
  std::optional<Removal> check(const runtime::TextStatistics &document);

private:
  std::optional<Removal> checkPassages(const runtime::TextStatistics &document) const;
  std::optional<Removal> checkNGrams(const runtime::TextStatistics &document);

  struct NGramLimit {
    uint32_t n;
    double maxChars;
    std::string_view rule;
  };
  static std::vector<NGramLimit>
  limitsOf(const google::protobuf::RepeatedPtrField<GopherRepetition::NGram> &listed,
           std::string_view field);

  GopherRepetition settings;
  std::vector<NGramLimit> top, duplicate;
  uint32_t leastDuplicate;
  NGrams ngrams;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_GOPHERREPETITION_H
