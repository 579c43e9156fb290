//===- TextParts.h - the lines and paragraphs of a text ---------*- C++ -*-===//
//
// Exact duplicates below whole documents (a document is a PlacedHash of its text, at place 0). For
// each part of a corpus a PlacedHash is written, forEachRepeated() finds the later ones, and
// removeParts() takes them out. Parts are numbered and removed by one and the same scan.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_TEXTPARTS_H
#define HEDDLE_RUNTIME_DATA_DEDUP_TEXTPARTS_H

#include "runtime/data/dedup/FoldedWords.h"
#include "runtime/data/dedup/PlacedHash.h"

#include <string>
#include <string_view>

namespace heddle::corpus {

enum class TextPart {
  Line,
  Paragraph, // lines up to one that is empty or of white space only
};

/// A part of a text: bytes [begin, end) without white space at its ends (space, \t, \n, \v, \f,
/// \r), which is what is compared.
struct PartSpan {
  uint64_t begin, end;
  uint64_t next; // the first byte that is neither of this part nor of its end of line
};

/// The first part that begins at `at` or later; blank lines are no parts. False if there is none.
bool findPart(TextPart kind, std::string_view text, uint64_t at, PartSpan &part);

/// Calls `add(PlacedHash)` for each part of at least `minWords` words; `place` is its number among
/// all parts of the text.
template <typename Add>
void forEachPartHash(TextPart kind, std::string_view text, DocumentId id, uint32_t minWords,
                     Add add);

/// `text` without the parts of these numbers, which rise. A part goes with its indentation and the
/// end of its last line, a paragraph also with the blank lines behind it; what stays keeps its
/// bytes. If the text's last part goes, so does the white space before it, and the text ends in a
/// line break if it did before.
std::string removeParts(TextPart kind, std::string_view text, std::span<const uint32_t> numbers);

template <typename Add>
void forEachPartHash(TextPart kind, std::string_view text, DocumentId id, uint32_t minWords,
                     Add add) {
  PartSpan part = {};
  for (uint32_t number = 0; findPart(kind, text, part.next, part); ++number) {
    std::string_view content = text.substr(part.begin, part.end - part.begin);
    if (hasWords(content, minWords))
      add(PlacedHash::of(content.data(), content.size(), id, number));
  }
}

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_TEXTPARTS_H
