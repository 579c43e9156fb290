//===- GopherRepetition.cpp - documents that repeat themselves ------------===//

#include "runtime/data/filters/GopherRepetition.h"

#include <algorithm>
#include <map>
#include <string>

namespace heddle::corpus {

using runtime::Passage;
using runtime::TextStatistics;

namespace {

/// Parts of a document that stand in it before.
struct Repeated {
  size_t all = 0, parts = 0, chars = 0;

  void add(const Passage &passage) {
    ++all;
    parts += passage.isRepeated;
    chars += passage.isRepeated ? passage.chars() : 0;
  }
  double share() const { return all ? double(parts) / double(all) : 0; }
};

Repeated repeatedParagraphs(const TextStatistics &document) {
  Repeated repeated;
  for (const Passage &paragraph : document.paragraphs())
    repeated.add(paragraph);
  return repeated;
}

/// Lines as runs of \n divide them: an empty one is only in front of the first run and behind the
/// last, if the document begins or ends in it.
Repeated repeatedLines(const TextStatistics &document) {
  Repeated repeated;
  for (const Passage &line : document.lines())
    if (!line.text.empty())
      repeated.add(line);
  bool beginsEmpty = document.text().starts_with('\n'), endsEmpty = document.text().ends_with('\n');
  repeated.all += beginsEmpty + endsEmpty;
  repeated.parts += beginsEmpty && endsEmpty;
  return repeated;
}

/// "gopher_repetition.top_ngram(n=2)" and its like, kept for good.
std::string_view ruleOf(std::string_view field, uint32_t n) {
  static const auto names = [] {
    std::map<std::pair<std::string_view, uint32_t>, std::string> made;
    for (std::string_view each : {"top_ngram", "duplicate_ngram"})
      for (uint32_t n = 1; n <= kLargestN; ++n)
        made[{each, n}] =
            "gopher_repetition." + std::string(each) + "(n=" + std::to_string(n) + ")";
    return made;
  }();
  return names.at({field, n});
}

using Listed = google::protobuf::RepeatedPtrField<GopherRepetition::NGram>;

Listed listOr(const Listed &listed, std::initializer_list<std::pair<uint32_t, double>> defaults) {
  if (!listed.empty())
    return listed;
  Listed list;
  for (auto [n, maxChars] : defaults) {
    GopherRepetition::NGram &ngram = *list.Add();
    ngram.set_n(n);
    ngram.set_max_chars(maxChars);
  }
  return list;
}

} // namespace

std::vector<GopherRepetitionRule::NGramLimit>
GopherRepetitionRule::limitsOf(const Listed &listed, std::string_view field) {
  std::vector<NGramLimit> limits;
  for (const GopherRepetition::NGram &ngram : listed)
    limits.push_back({ngram.n(), ngram.max_chars(), ruleOf(field, ngram.n())});
  return limits;
}

GopherRepetitionRule::GopherRepetitionRule(const GopherRepetition &settings)
    : settings(settings),
      top(limitsOf(listOr(settings.top_ngram(), {{2, 0.20}, {3, 0.18}, {4, 0.16}}), "top_ngram")),
      duplicate(
          limitsOf(listOr(settings.duplicate_ngram(),
                          {{5, 0.15}, {6, 0.14}, {7, 0.13}, {8, 0.12}, {9, 0.11}, {10, 0.10}}),
                   "duplicate_ngram")),
      leastDuplicate(std::min_element(duplicate.begin(), duplicate.end(), [](auto &a, auto &b) {
                       return a.n < b.n;
                     })->n) {}

std::optional<Removal> GopherRepetitionRule::checkPassages(const TextStatistics &document) const {
  double chars = double(document.chars());
  Repeated paragraphs = repeatedParagraphs(document), lines = repeatedLines(document);
  const Removal shares[] = {
      {"gopher_repetition.max_duplicate_paragraphs", paragraphs.share(),
       settings.max_duplicate_paragraphs()},
      {"gopher_repetition.max_duplicate_paragraph_chars", double(paragraphs.chars) / chars,
       settings.max_duplicate_paragraph_chars()},
      {"gopher_repetition.max_duplicate_lines", lines.share(), settings.max_duplicate_lines()},
      {"gopher_repetition.max_duplicate_line_chars", double(lines.chars) / chars,
       settings.max_duplicate_line_chars()},
  };
  for (const Removal &share : shares)
    if (share.value > share.limit)
      return share;
  return std::nullopt;
}

std::optional<Removal> GopherRepetitionRule::checkNGrams(const TextStatistics &document) {
  double chars = double(document.chars());
  ngrams.assign(document.words(), leastDuplicate);
  for (const NGramLimit &limit : top) {
    if (double(ngrams.boundTopChars(limit.n)) / chars <= limit.maxChars)
      continue;
    if (double share = double(ngrams.topChars(limit.n)) / chars; share > limit.maxChars)
      return Removal{limit.rule, share, limit.maxChars};
  }
  for (const NGramLimit &limit : duplicate)
    if (double share = double(ngrams.duplicateChars(limit.n)) / chars; share > limit.maxChars)
      return Removal{limit.rule, share, limit.maxChars};
  return std::nullopt;
}

std::optional<Removal> GopherRepetitionRule::check(const TextStatistics &document) {
  if (!settings.enabled())
    return std::nullopt;
  if (document.chars() < settings.min_chars())
    return Removal{"gopher_repetition.min_chars", double(document.chars()),
                   double(settings.min_chars())};
  if (document.chars() == 0)
    return std::nullopt;
  if (auto removal = checkPassages(document))
    return removal;
  return checkNGrams(document);
}

} // namespace heddle::corpus
