//===- WordAffixes.h - what is cut off words --------------------*- C++ -*-===//
//
// The prefixes, suffixes and infixes of spaCy 3.8 for English, regular expressions there, of a part
// [begin, end) of a chunk, in characters.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_WORDAFFIXES_H
#define HEDDLE_RUNTIME_DATA_TEXT_WORDAFFIXES_H

#include "runtime/data/text/Chunk.h"

namespace heddle::runtime {

/// The length of the punctuation, quotation mark, currency or sign in front; 0 if there is none.
size_t prefixLength(const Chunk &chunk, size_t begin, size_t end);

/// The length of the longest punctuation, quotation mark, sign, 's or unit behind a digit at the
/// end; 0 if there is none. A period stays where an abbreviation may end in it.
size_t suffixLength(const Chunk &chunk, size_t begin, size_t end);

/// The length of what divides the word at `at`, as in "well-known", "and/or" or "so...what".
size_t infixLength(const Chunk &chunk, size_t begin, size_t at, size_t end);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_WORDAFFIXES_H
