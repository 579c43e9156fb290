//===- Sentences.h - how many sentences a text has --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_SENTENCES_H
#define HEDDLE_RUNTIME_DATA_TEXT_SENTENCES_H

#include "runtime/data/text/WordSplitter.h"

namespace heddle::runtime {

/// Counts sentences as spaCy's "sentencizer" divides them: one begins at the first word behind . !
/// ? and their like that is no punctuation. White space longer than one space counts as a word.
class SentenceCounter {
public:
  /// The sentences of `text`, 1 at least. Counting may end when there are `most`.
  size_t count(std::string_view text, size_t most);

private:
  void addChunk(std::string_view chunk);
  bool addPlain(std::string_view chunk);
  void addWord(std::string_view word);

  WordSplitter splitter;
  size_t sentences = 0;
  bool hasEnded = false; // a mark that ends a sentence was seen
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_SENTENCES_H
