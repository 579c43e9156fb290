//===- TokenizerJson.h - Hugging Face's tokenizer.json ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZERJSON_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZERJSON_H

#include "runtime/data/tokenizer/PreTokenizer.h"
#include "runtime/data/tokenizer/Vocabulary.h"

namespace heddle::runtime {

/// A token that no text becomes: an end of a document, a role in a dialogue.
struct SpecialToken {
  std::string content;
  uint32_t id;
};

/// What a tokenizer.json says of a byte-level BPE tokenizer.
struct TokenizerDescription {
  Vocabulary vocabulary;
  PreTokenizer preTokenizer = PreTokenizer::Gpt2;
  std::vector<SpecialToken> specials;
};

/// Fails on anything that would change tokens and is not supported: another model than BPE,
/// dropout, normalizers, prefix spaces, unknown patterns. Truncation, padding and post-processors,
/// which work on finished tokens, are not read. `source` names the text in errors.
Result<TokenizerDescription> parseTokenizerJson(std::string_view text, const std::string &source);

/// The text of a tokenizer.json that Hugging Face's libraries read.
std::string writeTokenizerJson(const TokenizerDescription &tokenizer);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZERJSON_H
