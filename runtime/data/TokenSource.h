//===- TokenSource.h - the tokens that a run reads --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENSOURCE_H
#define HEDDLE_RUNTIME_DATA_TOKENSOURCE_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle::runtime {

/// Tokens that are read anywhere, and the documents they are of.
class TokenSource {
public:
  virtual ~TokenSource() = default;

  virtual uint64_t size() const = 0;
  /// Tokens [first, first + tokens.size()), all smaller than the vocabulary of the program. Fails
  /// if the data is not any more what it was when it was opened.
  virtual Status read(uint64_t first, std::span<uint32_t> tokens) const = 0;
  /// Of the content: what a checkpoint knows its data by.
  virtual Result<uint64_t> fingerprint() const = 0;
  /// To be asked before the reads of a step. Fails if the files were changed.
  virtual Status checkUnchanged() const { return {}; }
  /// Appends the tokens in [first, last) that documents begin with. Data of no documents has none.
  virtual void findStarts(uint64_t first, uint64_t last, std::vector<uint64_t> &starts) const;
  /// Bytes of text per token, on average.
  virtual double bytesPerToken() const { return 1; }

protected:
  TokenSource() = default;
  TokenSource(TokenSource &&) = default;
  TokenSource &operator=(TokenSource &&) = default;
};

inline void TokenSource::findStarts(uint64_t, uint64_t, std::vector<uint64_t> &) const {}

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENSOURCE_H
