//===- Import.h - tokens of other programs ----------------------*- C++ -*-===//
//
// What these files do not say, the tokenizer does: it must be the one that made them. Fails, naming
// file and place, on what is not of the format, is cut off, or has tokens that the tokenizer does
// not.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_IMPORT_H
#define HEDDLE_RUNTIME_DATA_TOKENS_IMPORT_H

#include "runtime/data/tokens/TokenWriter.h"

namespace heddle::corpus {

/// Adds the documents of Megatron's `prefix`.idx and `prefix`.bin, of any integer type.
Status importMegatron(const std::string &prefix, const runtime::Tokenizer &tokenizer,
                      TokenWriter &writer);

/// Adds the tokens of a nanoGPT train.bin: u16 without a header. Documents are cut behind the token
/// that ends them, or before it if the file begins with one.
Status importNanoGpt(const std::string &path, const runtime::Tokenizer &tokenizer,
                     TokenWriter &writer);

/// The same of a .bin of llm.c: 256 i32 of header, then u16 (GPT-2) or u32 (Llama 3).
Status importLlmC(const std::string &path, const runtime::Tokenizer &tokenizer,
                  TokenWriter &writer);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_IMPORT_H
