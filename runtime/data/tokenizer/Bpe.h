//===- Bpe.h - byte-level byte-pair encoding --------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_BPE_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_BPE_H

#include "runtime/data/tokenizer/PairTable.h"
#include "runtime/data/tokenizer/PieceCache.h"
#include "runtime/data/tokenizer/PreTokenizer.h"
#include "runtime/data/tokenizer/TokenTable.h"
#include "runtime/data/tokenizer/Vocabulary.h"

#include <array>
#include <span>

namespace heddle::runtime {

/// Encodes bytes as tokens of a vocabulary, piece by piece, and back. Any bytes can be encoded, and
/// decode(encode(x)) is x. Time is linear in the text but for a logarithm of the longest piece.
class Bpe {
public:
  /// Fails if the vocabulary has no token for some byte, two of the same bytes, or merges that are
  /// none.
  static Result<Bpe> create(Vocabulary vocabulary, PreTokenizer preTokenizer);

  /// Appends the tokens of `text`, which is shorter than 4 GiB. A cache that is kept from text to
  /// text makes it a fifth faster; the tokens are the same.
  void encode(std::string_view text, std::vector<uint32_t> &tokens,
              PieceCache *cache = nullptr) const;
  std::vector<uint32_t> encode(std::string_view text) const;

  /// Fails on an id that no token has.
  Result<std::string> decode(std::span<const uint32_t> tokens) const;

  /// Ids are below this.
  size_t size() const { return vocabulary.tokens.size(); }

  /// The vocabulary in the one form that all files of a tokenizer have in common: each token has at
  /// most one merge, the one that ever happens, and `wholePieces` is set only if it makes a
  /// difference. Encoding with it gives the same tokens.
  const Vocabulary &getVocabulary() const { return vocabulary; }

private:
  Bpe() = default;
  Status addBytes();
  Status checkMerge(const Vocabulary::Merge &merge) const;
  Status addMerges();
  void reduce();
  void mergePiece(std::string_view piece, size_t least, std::vector<uint32_t> &tokens) const;
  void mergeShort(std::string_view piece, size_t least, std::vector<uint32_t> &tokens) const;
  void encodeCached(std::string_view piece, std::vector<uint32_t> &tokens, PieceCache &cache) const;
  void encodePiece(std::string_view piece, std::vector<uint32_t> &tokens) const;

  Vocabulary vocabulary;
  PreTokenizer preTokenizer = PreTokenizer::Gpt2;
  std::array<uint32_t, 256> byteTokens{};
  PairTable rules;
  /// The tokens that a piece of their bytes becomes.
  TokenTable pieces;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_BPE_H
