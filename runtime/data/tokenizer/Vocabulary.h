//===- Vocabulary.h - tokens and their merges -------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_VOCABULARY_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_VOCABULARY_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::runtime {

/// A byte-level BPE vocabulary (Sennrich et al. 2016, on bytes as in Radford et al. 2019): the
/// bytes of each token, and which two tokens merge into which, the earliest learned first.
struct Vocabulary {
  struct Merge {
    uint32_t left, right, result;
  };

  /// By id; empty for ids that no token has.
  std::vector<std::string> tokens;
  /// In the order of their ranks.
  std::vector<Merge> merges;
  /// A piece that is a token is that token, even if no merges lead to it (tiktoken).
  bool wholePieces = false;
};

/// Ids are below this: more than any vocabulary has, and a bound on what a bad file makes us
/// allocate.
constexpr uint32_t kMaxTokens = 1 << 24;

/// The vocab.bpe of GPT-2: a line "#version", then a merge per line, of tokens whose bytes are
/// written as printable characters. The ids are those of its encoder.json: the 256 bytes, then the
/// merges. `source` names the text in errors.
Result<Vocabulary> parseVocabBpe(std::string_view text, const std::string &source);

/// A .tiktoken file: a line "base64 rank" per token; the rank is the id. Two tokens merge if what
/// they make is a token, lower ranks first.
Result<Vocabulary> parseTiktoken(std::string_view text, const std::string &source);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_VOCABULARY_H
