//===- TokenWriter.h - writing a token file ---------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_TOKENWRITER_H
#define HEDDLE_RUNTIME_DATA_TOKENS_TOKENWRITER_H

#include "runtime/base/File.h"
#include "runtime/data/tokenizer/Tokenizer.h"
#include "runtime/data/tokens/Layout.h"
#include "runtime/data/tokens/Spool.h"

#include <optional>
#include <vector>

namespace heddle::corpus {

/// What made the tokens of a file.
struct TokenOrigin {
  uint64_t fingerprint = 0; // of the tokenizer
  uint32_t vocab = 0;       // ids are below this
  std::optional<uint32_t> endOfDocument;
  std::string tokenizerJson; // empty: the file does not hold the tokenizer

  bool operator==(const TokenOrigin &) const = default;
};

/// With `keepsTokenizer` the file alone is enough to make text of its tokens.
TokenOrigin originOf(const runtime::Tokenizer &tokenizer, bool keepsTokenizer = true);

/// How many bytes of text the tokens stand for.
uint64_t textBytesOf(const runtime::Tokenizer &tokenizer, std::span<const uint32_t> tokens);

/// Writes documents one after the other, in memory that does not grow with them but for 8 bytes per
/// MiB. The file appears under its name, whole, with finish(); its bytes depend on the documents
/// and their origin alone.
class TokenWriter {
public:
  static Result<TokenWriter> create(const std::string &path, TokenOrigin origin);

  /// The tokens as they are: what ends a document is one of them. `textBytes` is what they stand
  /// for. Fails on an empty document, and on a token that the vocabulary does not have.
  Status add(std::span<const uint32_t> tokens, uint64_t textBytes);
  /// The same for a document that is not in memory at once: more tokens of it, and its end.
  Status append(std::span<const uint32_t> tokens);
  Status endDocument(uint64_t textBytes);
  /// Fails if the last document was not ended.
  Status finish();

  uint64_t tokens() const { return layout.tokens; }
  uint64_t documents() const { return starts.size(); }

private:
  TokenWriter(runtime::NewFile file, Spool starts, TokenOrigin origin);
  std::string place() const;
  template <typename T> Status writeTokens(std::span<const uint32_t> tokens);
  Status writeBytes(std::span<const std::byte> bytes);
  Status writeSections();
  Status pad();
  Status flush();

  runtime::NewFile file;
  Spool starts;
  TokenOrigin origin;
  Layout layout;
  std::vector<std::byte> block; // the last one, not full
  std::vector<uint64_t> checksums;
  uint64_t written = 0; // after the header, with `block`
  uint64_t start = 0;   // of the document that is being written
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_TOKENWRITER_H
