//===- TextStatistics.cpp - what rules ask of a document ------------------===//

#include "runtime/data/text/TextStatistics.h"

#include "runtime/data/text/Characters.h"

namespace heddle::runtime {

void TextStatistics::findWords() const {
  wordTable.assign(source);
  hasWords = true;
}

bool TextStatistics::hasRareEnds() const {
  if (!isRare)
    isRare = hasRareLineEnds(source);
  return *isRare;
}

Status TextStatistics::assign(std::string_view text, size_t words) {
  if (text.size() >> 32)
    return error("a document of " + std::to_string(text.size()) +
                     " bytes: rules read documents of less than 4294967296 bytes",
                 "lower max_document_bytes of its source, or divide the document");
  source = text;
  charCount = countChars(text);
  isRare.reset();
  lineTable.assign(text);
  knownWords = words;
  hasWords = false;
  return Status();
}

Status TextStatistics::assign(std::string_view text) {
  Status status = assign(text, 0);
  if (status)
    findWords();
  return status;
}

} // namespace heddle::runtime
