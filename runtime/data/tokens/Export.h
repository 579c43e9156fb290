//===- Export.h - tokens for other programs ---------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_EXPORT_H
#define HEDDLE_RUNTIME_DATA_TOKENS_EXPORT_H

#include "runtime/data/tokens/TokenView.h"

namespace heddle::corpus {

/// Writes Megatron's `prefix`.bin and `prefix`.idx: a document is one sequence, tokens are u16 for
/// vocabularies below 65,500 and i32 else. Fails on a document of 2^31 tokens or more.
Status exportMegatron(const TokenView &view, const std::string &prefix);

/// Writes the train.bin of nanoGPT. Fails if ids do not fit 16 bits.
Status exportNanoGpt(const TokenView &view, const std::string &path);

/// Writes the .bin of llm.c: of the GPT-2 kind if ids fit 16 bits, else of the Llama 3 kind. Fails
/// on 2^31 tokens or more, which its header cannot say.
Status exportLlmC(const TokenView &view, const std::string &path);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_EXPORT_H
