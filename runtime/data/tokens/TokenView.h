//===- TokenView.h - token files as one -------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_TOKENVIEW_H
#define HEDDLE_RUNTIME_DATA_TOKENS_TOKENVIEW_H

#include "runtime/data/tokens/TokenFile.h"
#include "runtime/data/tokens/TokenWriter.h"

#include <functional>

namespace heddle::corpus {

/// The tokens and documents of one or more files, one file after the other.
class TokenView {
public:
  /// Fails on no files, and on files of different tokenizers or ends of documents.
  static Result<TokenView> create(std::vector<TokenFile> files);
  static Result<TokenView> open(const std::vector<std::string> &paths);

  const std::vector<TokenFile> &files() const { return parts; }
  /// Of the first file that holds the tokenizer, if one does.
  TokenOrigin origin() const;
  uint64_t size() const { return ends.back(); }
  uint64_t documents() const { return documentEnds.back(); }
  uint64_t textBytes() const;
  /// Of one file, its own; else of the files in their order.
  uint64_t fingerprint() const;

  /// As of TokenFile, over all files.
  void read(uint64_t first, std::span<uint32_t> tokens) const;
  uint64_t documentOf(uint64_t token) const;
  uint64_t startOf(uint64_t document) const;
  Status checkUnchanged() const;
  Status verify() const;

private:
  explicit TokenView(std::vector<TokenFile> files);

  std::vector<TokenFile> parts;
  std::vector<uint64_t> ends, documentEnds; // of each file, counted from the first
};

/// Verifies the files, and calls `use` with all tokens in their order, in pieces that end with
/// documents, and whether this one does; until it fails.
Status forEachDocument(const TokenView &view,
                       const std::function<Status(std::span<const uint32_t>, bool)> &use);

/// Writes all documents into one file: the bytes are those of a file that was written at once.
Status merge(const TokenView &view, const std::string &path);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_TOKENVIEW_H
