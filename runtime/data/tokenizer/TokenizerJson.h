//===- TokenizerJson.h - Hugging Face's tokenizer.json ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZERJSON_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZERJSON_H

#include "runtime/data/tokenizer/PreTokenizer.h"
#include "runtime/data/tokenizer/Vocabulary.h"

namespace heddle::runtime {

/// A token that merges do not make: an end of a document, a role in a dialogue, a run of spaces.
struct AddedToken {
  std::string content;
  uint32_t id;
  /// Text becomes this token only where the user allows it; other added tokens are found in every
  /// text before anything else.
  bool isSpecial = true;
  /// Looked for after those that are not, in what is between them ("normalized").
  bool isSecond = false;
};

/// A byte-level BPE tokenizer, as all its files say it.
struct TokenizerDescription {
  Vocabulary vocabulary;
  PreTokenizer preTokenizer = PreTokenizer::Gpt2;
  std::vector<AddedToken> added;
};

/// Fails on anything that would change tokens and is not supported: another model than BPE,
/// dropout, normalizers, prefix spaces, unknown patterns, added tokens that take spaces beside them
/// or stand as words only. Truncation, padding and post-processors, which work on finished tokens,
/// are not read. `source` names the text in errors.
Result<TokenizerDescription> parseTokenizerJson(std::string_view text, const std::string &source);

/// The text of a tokenizer.json that Hugging Face's libraries read, in one line.
std::string writeTokenizerJson(const TokenizerDescription &tokenizer);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZERJSON_H
