//===- Tokenizer.h - text to tokens and back --------------------*- C++ -*-===//
//
//   auto tokenizer = Tokenizer::open("tokenizer.json");
//   std::vector<uint32_t> tokens;
//   tokenizer->encode("Hello world", tokens);
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZER_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZER_H

#include "runtime/data/tokenizer/AddedTokens.h"
#include "runtime/data/tokenizer/Bpe.h"
#include "runtime/data/tokenizer/TokenizerJson.h"

#include <optional>

namespace heddle::runtime {

/// What a file of a tokenizer may not say.
struct TokenizerOptions {
  /// How text is cut, for .tiktoken files that are not known by their number of ranks.
  std::optional<PreTokenizer> preTokenizer;
  /// The content of the token that ends documents; else one of the usual names.
  std::string endOfDocument;
};

/// Whether text becomes special tokens. A corpus must not be able to end a document or to speak as
/// somebody else, so only what a user wrote as such is recognised.
enum class SpecialText { IsText, IsToken };

/// A byte-level BPE tokenizer: its vocabulary, the way it cuts texts, its added tokens.
class Tokenizer {
public:
  /// Of a tokenizer.json, a .tiktoken file (of r50k, p50k, cl100k, o200k or Llama 3, or of any
  /// other with options.preTokenizer), or GPT-2's vocab.bpe, which is checked against an
  /// encoder.json if one stands beside it. The kind is seen from the content.
  static Result<Tokenizer> open(const std::string &path, const TokenizerOptions &options = {});
  /// Of the text of a tokenizer.json; `source` names it in errors.
  static Result<Tokenizer> parseJson(std::string_view text, const std::string &source,
                                     const std::string &endOfDocument = "");
  /// Fails on added tokens that are no UTF-8, or of one id or content.
  static Result<Tokenizer> create(TokenizerDescription description,
                                  const std::string &endOfDocument = "");

  /// Appends the tokens of `text`, which is shorter than 4 GiB. Added tokens that are not special
  /// are recognised in any case.
  void encode(std::string_view text, std::vector<uint32_t> &tokens,
              SpecialText special = SpecialText::IsText, PieceCache *cache = nullptr) const;
  /// Appends the tokens of `text` and the one that ends documents, if there is one.
  void encodeDocument(std::string_view text, std::vector<uint32_t> &tokens,
                      PieceCache *cache = nullptr) const;

  /// The bytes of one token; of an added one its content. Empty if no token has this id.
  std::string_view bytesOf(uint32_t token) const {
    return token < bytes.size() ? bytes[token] : std::string_view();
  }
  /// Fails on an id that no token has.
  Result<std::string> decode(std::span<const uint32_t> tokens) const;

  /// How many bytes of a document a token stands for: none for special ones.
  uint64_t textBytesOf(uint32_t token) const {
    return isSpecial(token) ? 0 : bytesOf(token).size();
  }
  bool isSpecial(uint32_t token) const { return token < special.size() && special[token]; }

  /// Ids are below this.
  uint32_t size() const { return uint32_t(bytes.size()); }
  std::optional<uint32_t> endOfDocument() const { return end; }
  /// XXH3-64 of everything that changes tokens: the same for two files of the same tokenizer.
  uint64_t fingerprint() const { return hash; }
  /// In the form that Bpe::getVocabulary describes; added tokens in the order of their ids.
  TokenizerDescription describe() const;

private:
  Tokenizer(Bpe bpe, PreTokenizer preTokenizer, std::vector<AddedToken> added);
  Status findEnd(const std::string &name);

  Bpe bpe;
  PreTokenizer preTokenizer;
  std::vector<AddedToken> added;
  std::vector<std::string> bytes; // by id
  std::vector<bool> special;      // by id
  AddedTokens first, second;
  std::optional<uint32_t> end;
  uint64_t hash = 0;
};

/// As errors and reports write it: 16 hexadecimal digits.
std::string formatFingerprint(uint64_t fingerprint);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_TOKENIZER_H
