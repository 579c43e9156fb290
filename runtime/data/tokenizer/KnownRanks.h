//===- KnownRanks.h - what a .tiktoken file does not say --------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_KNOWNRANKS_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_KNOWNRANKS_H

#include "runtime/data/tokenizer/TokenizerJson.h"

#include <optional>

namespace heddle::runtime {

/// The pattern and the special tokens of a published vocabulary.
struct KnownRanks {
  const char *name;
  PreTokenizer preTokenizer;
  std::vector<AddedToken> added;
};

/// By the number of tokens, which no two of them share: r50k, p50k, cl100k and o200k as tiktoken
/// defines them, Llama 3 as its reference code does.
std::optional<KnownRanks> findKnownRanks(const Vocabulary &vocabulary);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_KNOWNRANKS_H
