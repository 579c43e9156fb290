//===- C4.h - lines that are no prose ---------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_C4_H
#define HEDDLE_RUNTIME_DATA_FILTERS_C4_H

#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"
#include "runtime/data/text/Sentences.h"
#include "runtime/data/text/TextStatistics.h"

#include <optional>
#include <string>

namespace heddle::corpus {

/// Raffel et al. 2020, section 2.2, as datatrove 0.10 does it. One object serves a thread.
class C4Rule {
public:
  /// `settings` passes checkCuration.
  explicit C4Rule(const C4 &settings) : settings(settings) {}

  /// Line by line (those of str.splitlines, trimmed), in this order: max_word_length, citations are
  /// cut, terminal_punctuation, min_words_per_line (counted with citations), lorem_ipsum (the
  /// document goes), javascript_lines, curly_bracket (the document goes), policy_lines; then
  /// min_sentences of all lines that stay. `edits` gets every line and citation that is taken out.
  std::optional<Removal> apply(const runtime::TextStatistics &document, Edits &edits);

  /// What the last document has become, unless it went: lines divided by \n, trimmed.
  const std::string &kept() const { return keptText; }
  /// The words of kept().
  size_t keptWords() const { return words; }

private:
  /// What lines are to be searched for.
  struct Searches {
    bool longWords, citations, loremIpsum, javascript, bracket, policy;
  };

  Searches whatOccurs(const runtime::TextStatistics &document) const;
  Searches whatIsUnwanted() const;
  void addLine(std::string_view line, Edits &edits);
  void removeLine(std::string_view rule, std::string_view line, Edits &edits);
  size_t countWords(std::string_view line);
  size_t countSentences(size_t most);
  std::string_view removeCitations(std::string_view line, Edits &edits);
  std::string_view findUnwanted(std::string_view line, size_t words, const Searches &search) const;

  C4 settings;
  Searches occurring{}; // in the document: most lines need no search
  std::optional<Removal> removal;
  size_t keptLines = 0, words = 0; // of what is kept
  std::string keptText;
  runtime::SentenceCounter counter;
  runtime::WordTable wordsOfLine;
  std::string uncited; // a line without its citations
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_C4_H
