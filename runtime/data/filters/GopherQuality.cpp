//===- GopherQuality.cpp - documents that are no prose --------------------===//

#include "runtime/data/filters/GopherQuality.h"

#include "runtime/data/text/Characters.h"

#include <array>

namespace heddle::corpus {

using runtime::TextStatistics;
using runtime::WordTable;

namespace {

double share(uint64_t part, uint64_t whole) { return whole ? double(part) / double(whole) : 0; }

constexpr std::string_view kEllipsis = "…", kDots = "...", kBullet = "•";

struct LineCounts {
  uint64_t all = 0, bullets = 0, ellipses = 0;
};

LineCounts countLines(const TextStatistics &document) {
  LineCounts counts;
  document.forEachLine([&](std::string_view line) {
    std::string_view front = runtime::trimFront(line), back = runtime::trimBack(line);
    ++counts.all;
    counts.bullets += front.starts_with('-') || front.starts_with(kBullet);
    counts.ellipses += back.ends_with(kDots) || back.ends_with(kEllipsis);
  });
  return counts;
}

/// How many different stop words there are; counting ends at `most`.
uint32_t countStopWords(const WordTable &words, uint32_t most) {
  constexpr std::array<std::string_view, 8> kStopWords = {"the", "be",   "to",   "of",
                                                          "and", "that", "have", "with"};
  std::array<bool, kStopWords.size()> found{};
  uint32_t count = 0;
  for (size_t i = 0; i < words.size() && count < most; ++i)
    for (size_t stop = 0; stop < kStopWords.size(); ++stop)
      if (!found[stop] && words[i] == kStopWords[stop]) {
        found[stop] = true;
        ++count;
      }
  return count;
}

/// A threshold with what the document has.
std::optional<Removal> atLeast(std::string_view rule, double value, double limit) {
  return value < limit ? std::optional(Removal{rule, value, limit}) : std::nullopt;
}
std::optional<Removal> atMost(std::string_view rule, double value, double limit) {
  return value > limit ? std::optional(Removal{rule, value, limit}) : std::nullopt;
}

std::optional<Removal> checkWords(const GopherQuality &settings, const WordTable &words) {
  double count = words.nonSymbol(), length = share(words.nonSymbolChars(), words.nonSymbol());
  if (auto removal = atLeast("gopher_quality.min_words", count, settings.min_words()))
    return removal;
  if (auto removal = atMost("gopher_quality.max_words", count, settings.max_words()))
    return removal;
  if (auto removal =
          atLeast("gopher_quality.min_mean_word_length", length, settings.min_mean_word_length()))
    return removal;
  return atMost("gopher_quality.max_mean_word_length", length, settings.max_mean_word_length());
}

std::optional<Removal> checkSymbols(const GopherQuality &settings, const TextStatistics &document) {
  std::string_view text = document.text();
  uint64_t words = document.words().size(), hashes = runtime::countByte(text, '#');
  if (auto removal = atMost("gopher_quality.max_hashes_per_word", share(hashes, words),
                            settings.max_hashes_per_word()))
    return removal;
  uint64_t ellipses = runtime::countTriples(text, kDots) + runtime::countTriples(text, kEllipsis);
  return atMost("gopher_quality.max_ellipses_per_word", share(ellipses, words),
                settings.max_ellipses_per_word());
}

std::optional<Removal> checkLines(const GopherQuality &settings, const TextStatistics &document) {
  LineCounts lines = countLines(document);
  if (auto removal = atMost("gopher_quality.max_bullet_lines", share(lines.bullets, lines.all),
                            settings.max_bullet_lines()))
    return removal;
  return atMost("gopher_quality.max_ellipsis_lines", share(lines.ellipses, lines.all),
                settings.max_ellipsis_lines());
}

} // namespace

std::optional<Removal> checkGopherQuality(const GopherQuality &settings,
                                          const TextStatistics &document) {
  if (!settings.enabled())
    return std::nullopt;
  const WordTable &words = document.words();
  if (auto removal = checkWords(settings, words))
    return removal;
  if (auto removal = checkSymbols(settings, document))
    return removal;
  if (auto removal = checkLines(settings, document))
    return removal;
  if (auto removal =
          atLeast("gopher_quality.min_alphabetic_words", share(words.alphabetic(), words.size()),
                  settings.min_alphabetic_words()))
    return removal;
  uint32_t stopWords = countStopWords(words, settings.min_stop_words());
  return atLeast("gopher_quality.min_stop_words", stopWords, settings.min_stop_words());
}

} // namespace heddle::corpus
