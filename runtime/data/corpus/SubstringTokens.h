//===- SubstringTokens.h - tokens that runs are made of ---------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_SUBSTRINGTOKENS_H
#define HEDDLE_RUNTIME_DATA_CORPUS_SUBSTRINGTOKENS_H

#include "runtime/data/dedup/RepeatedRuns.h"
#include "runtime/data/tokenizer/PreTokenizer.h"
#include "runtime/data/tokenizer/Tokenizer.h"

#include <string>

namespace heddle::corpus {

/// A text as the tokens in which substring duplicates are measured: the corpus's tokenizer's;
/// without one, the pieces of GPT-2's pre-tokenizer (words and runs of marks with the space before
/// them).
class SubstringTokens {
public:
  /// `tokenizer` may be null.
  explicit SubstringTokens(const runtime::Tokenizer *tokenizer) : tokenizer(tokenizer) {}

  /// Until the next call.
  std::span<const uint32_t> scan(std::string_view text);
  /// `text`, which was scanned last, without its tokens in `spans`. No character is cut apart: what
  /// a span holds of one stays.
  std::string cut(std::string_view text, std::span<const RepeatedSpan> spans) const;

private:
  const runtime::Tokenizer *tokenizer;
  runtime::PieceCache cache;
  std::vector<uint32_t> tokens;
  std::vector<size_t> ends; // in bytes
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_SUBSTRINGTOKENS_H
