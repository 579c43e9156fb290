//===- Tokens.h - what a classifier reads of a text -------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_TOKENS_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_TOKENS_H

#include "runtime/data/classifier/Features.h"
#include "runtime/data/words/WordScanner.h"

#include <cstring>
#include <string_view>

namespace heddle::corpus {

/// The first eight bytes of what stands between two words, without ASCII white space: what
/// punctuation and markup a text has tells much about it. Zero if there is only white space.
inline uint64_t readGap(std::string_view gap) {
  if (gap.size() == 1)
    return uint8_t(gap[0]) > ' ' ? uint8_t(gap[0]) : 0;
  char bytes[8] = {};
  size_t count = 0;
  for (size_t i = 0; i < gap.size() && count < sizeof bytes; ++i)
    if (uint8_t(gap[i]) > ' ')
      bytes[count++] = gap[i];
  uint64_t packed;
  std::memcpy(&packed, bytes, sizeof packed);
  return packed;
}

/// Calls `use` with a key for each word (WordScanner) and for what stands before, between and
/// behind words, in the order of the text.
template <typename Use> void forEachToken(std::string_view text, Use use) {
  auto useGap = [&](std::string_view gap) {
    if (uint64_t packed = readGap(gap))
      use(tokenOfGap(packed));
  };
  WordScanner words(text);
  size_t end = 0;
  while (words.next()) {
    useGap(text.substr(end, words.begin() - end));
    use(tokenOfWord(words.hash()));
    end = words.end();
  }
  useGap(text.substr(end));
}

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_TOKENS_H
