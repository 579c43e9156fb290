//===- FineWeb.cpp - documents that are lists or menus --------------------===//

#include "runtime/data/filters/FineWeb.h"

#include "runtime/data/text/Characters.h"

#include <limits>

namespace heddle::corpus {

using runtime::Passage;
using runtime::TextStatistics;

namespace {

struct LineCounts {
  uint64_t all = 0, punctuated = 0, shortOnes = 0, repeatedChars = 0;
};

/// A character has 4 bytes at most.
bool isShort(const Passage &line, uint64_t chars) {
  return line.text.size() <= 4 * chars && line.chars() <= chars;
}

LineCounts countLines(const FineWeb &settings, const TextStatistics &document) {
  LineCounts counts;
  for (const Passage &line : document.lines()) {
    if (runtime::trimFront(line.text).empty())
      continue;
    ++counts.all;
    uint32_t last = runtime::lastChar(line.text).code;
    counts.punctuated += (runtime::wordClassesOf(last) & runtime::kTerminalPunctuation) != 0;
    counts.shortOnes += isShort(line, settings.short_line());
    counts.repeatedChars += line.isRepeated ? line.chars() : 0;
  }
  return counts;
}

double share(uint64_t part, uint64_t whole) { return whole ? double(part) / double(whole) : 0; }

double newlinesPerWord(const TextStatistics &document) {
  uint64_t newlines = document.newlines(), words = document.wordCount();
  return words == 0 && newlines > 0 ? std::numeric_limits<double>::infinity()
                                    : share(newlines, words);
}

} // namespace

std::optional<Removal> checkFineWeb(const FineWeb &settings, const TextStatistics &document) {
  if (!settings.enabled())
    return std::nullopt;
  LineCounts lines = countLines(settings, document);
  double punctuated = share(lines.punctuated, lines.all);
  if (punctuated < settings.min_punctuated_lines())
    return Removal{"fineweb.min_punctuated_lines", punctuated, settings.min_punctuated_lines()};
  double shortOnes = share(lines.shortOnes, lines.all);
  if (shortOnes > settings.max_short_lines())
    return Removal{"fineweb.max_short_lines", shortOnes, settings.max_short_lines()};
  double repeated = share(lines.repeatedChars, document.chars() - document.newlines());
  if (repeated > settings.max_duplicate_line_chars())
    return Removal{"fineweb.max_duplicate_line_chars", repeated,
                   settings.max_duplicate_line_chars()};
  double newlines = newlinesPerWord(document);
  if (newlines > settings.max_newlines_per_word())
    return Removal{"fineweb.max_newlines_per_word", newlines, settings.max_newlines_per_word()};
  return std::nullopt;
}

} // namespace heddle::corpus
