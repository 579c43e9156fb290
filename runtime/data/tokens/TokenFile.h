//===- TokenFile.h - reading a token file -----------------------*- C++ -*-===//
//
// The file is mapped into memory, so that reading tokens anywhere costs no call. The price: if
// somebody cuts a file that is in use, or its disk fails, the process gets a SIGBUS. A token file
// is never changed after it got its name, open() checks its size, and checkUnchanged() turns nearly
// every accident into an error before it is read; what is left is for a program's signal handler.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_TOKENFILE_H
#define HEDDLE_RUNTIME_DATA_TOKENS_TOKENFILE_H

#include "runtime/data/tokens/Layout.h"
#include "runtime/data/tokens/MappedFile.h"

#include <cassert>

namespace heddle::corpus {

class TokenFile {
public:
  /// True if the file begins as a token file; false for others, and for what cannot be read.
  static bool isTokenFile(const std::string &path);
  /// Checks the header, the size, the checksum of the checksums and the ends of the documents: what
  /// can be seen without reading all of the file.
  static Result<TokenFile> open(const std::string &path);

  const std::string &path() const { return file.path(); }
  const Layout &layout() const { return facts; }
  uint64_t size() const { return facts.tokens; }
  /// Of everything in the file.
  uint64_t fingerprint() const { return facts.checksum; }
  /// A tokenizer.json, or empty.
  std::string_view tokenizerJson() const;

  /// Tokens [first, first + tokens.size()), which must be in the file.
  void read(uint64_t first, std::span<uint32_t> tokens) const;
  /// The document that `token` < size() is in.
  uint64_t documentOf(uint64_t token) const;
  /// The first token of `document` <= layout().documents; of the last, size().
  uint64_t startOf(uint64_t document) const {
    assert(document <= facts.documents);
    return document == facts.documents ? facts.tokens : starts()[document];
  }

  /// Fails if the file's size or time has changed since it was opened.
  Status checkUnchanged() const { return file.checkUnchanged(); }
  /// Reads all of it: every checksum, every token against the vocabulary, the order of documents.
  /// Names the damaged block, its bytes and its tokens.
  Status verify() const;

private:
  TokenFile(MappedFile file, const Layout &facts) : file(std::move(file)), facts(facts) {}
  Status checkEnds() const;
  Status checkBlocks() const;
  Status checkDocuments() const;
  Status checkTokens() const;
  std::span<const uint64_t> starts() const {
    return {reinterpret_cast<const uint64_t *>(file.bytes().data() + facts.documentsAt()),
            size_t(facts.documents)};
  }
  std::string describeBlock(uint64_t begin, uint64_t end) const;

  MappedFile file;
  Layout facts;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_TOKENFILE_H
