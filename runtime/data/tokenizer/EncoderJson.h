//===- EncoderJson.h - the ids of GPT-2's tokens ----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_ENCODERJSON_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_ENCODERJSON_H

#include "runtime/data/tokenizer/TokenizerJson.h"

namespace heddle::runtime {

/// The encoder.json of GPT-2 gives each token of its vocab.bpe the id that it has by its place
/// there, and names the special tokens. Fails unless it says the same as `vocabulary`; gives the
/// rest as special tokens. `source` names the text in errors.
Result<std::vector<AddedToken>>
parseEncoderJson(std::string_view text, const Vocabulary &vocabulary, const std::string &source);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_ENCODERJSON_H
