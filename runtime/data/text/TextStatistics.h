//===- TextStatistics.h - what rules ask of a document ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_TEXTSTATISTICS_H
#define HEDDLE_RUNTIME_DATA_TEXT_TEXTSTATISTICS_H

#include "runtime/base/Status.h"
#include "runtime/data/text/Lines.h"
#include "runtime/data/text/WordTable.h"

#include <optional>

namespace heddle::runtime {

/// A document's words, lines and paragraphs, found once for all rules. Characters are those of
/// Unicode. One object serves a thread for document after document, so that none costs an
/// allocation.
class TextStatistics {
public:
  /// Of `text`, valid UTF-8, which must stay as it is while this is asked. An error if it has 2^32
  /// bytes or more.
  Status assign(std::string_view text);
  /// The same of a text that is known to have so many words: they are found only if they are asked
  /// for. For a text that a rule took parts out of.
  Status assign(std::string_view text, size_t knownWords);

  std::string_view text() const { return source; }
  size_t chars() const { return charCount; }
  size_t newlines() const { return lineTable.lines().size() - 1; }
  size_t wordCount() const { return hasWords ? wordTable.size() : knownWords; }
  const WordTable &words() const {
    if (!hasWords)
      findWords();
    return wordTable;
  }
  std::span<const Passage> lines() const { return lineTable.lines(); }
  std::span<const Passage> paragraphs() const { return lineTable.paragraphs(); }

  /// Calls `use` with the lines of str.splitlines.
  template <typename Use> void forEachLine(const Use &use) const {
    if (hasRareEnds())
      return runtime::forEachLine(source, use);
    std::span<const Passage> all = lines();
    for (const Passage &line : all.first(all.size() - all.back().text.empty()))
      use(line.text);
  }

private:
  void findWords() const;
  bool hasRareEnds() const;

  std::string_view source;
  size_t charCount = 0, knownWords = 0;
  mutable std::optional<bool> isRare; // whether a line ends otherwise than in \n
  Lines lineTable;
  mutable bool hasWords = false;
  mutable WordTable wordTable;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_TEXTSTATISTICS_H
