//===- SubstringTokens.cpp - tokens that runs are made of -------*- C++ -*-===//

#include "runtime/data/corpus/SubstringTokens.h"

#include <xxhash.h>

namespace heddle::corpus {

std::span<const uint32_t> SubstringTokens::scan(std::string_view text) {
  tokens.clear();
  ends.clear();
  if (tokenizer) {
    tokenizer->encode(text, tokens, runtime::SpecialText::IsText, &cache);
    size_t end = 0;
    for (uint32_t token : tokens)
      ends.push_back(end += tokenizer->bytesOf(token).size());
    return tokens;
  }
  runtime::forEachPiece(runtime::PreTokenizer::Gpt2, text, [&](std::string_view piece) {
    tokens.push_back(uint32_t(XXH3_64bits(piece.data(), piece.size())));
    ends.push_back(size_t(piece.data() - text.data()) + piece.size());
  });
  return tokens;
}

/// Whether a character begins at byte `at`.
static bool isBoundary(std::string_view text, size_t at) {
  return at >= text.size() || (uint8_t(text[at]) & 0xc0) != 0x80;
}

std::string SubstringTokens::cut(std::string_view text, std::span<const RepeatedSpan> spans) const {
  std::string rest;
  size_t kept = 0;
  for (const RepeatedSpan &span : spans) {
    size_t begin = span.begin == 0 ? 0 : ends[span.begin - 1];
    size_t end = ends[span.end - 1];
    while (!isBoundary(text, begin))
      ++begin;
    while (end > begin && !isBoundary(text, end))
      --end;
    rest += text.substr(kept, begin - kept);
    kept = end;
  }
  rest += text.substr(kept);
  return rest;
}

} // namespace heddle::corpus
