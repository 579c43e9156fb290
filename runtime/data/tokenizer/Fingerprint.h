//===- Fingerprint.h - what tells tokenizers apart --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_FINGERPRINT_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_FINGERPRINT_H

#include "runtime/data/tokenizer/TokenizerJson.h"

namespace heddle::runtime {

/// XXH3-64 of the tokens' bytes, the merges, the pattern, the flags and the added tokens.
/// `tokenizer` is as Tokenizer::describe gives it.
uint64_t fingerprintOf(const TokenizerDescription &tokenizer);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_FINGERPRINT_H
