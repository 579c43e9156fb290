//===- TokenFile.h - a file whose bytes are tokens --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENFILE_H
#define HEDDLE_RUNTIME_DATA_TOKENFILE_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace heddle::runtime {

/// A read-only memory-mapped file; token i is byte i. The pages are shared by all ranks and read on
/// demand.
class TokenFile {
public:
  /// Fails on a missing, unreadable or empty file, one that is not a regular file, and one that
  /// holds a token >= `vocab`; for this the whole file is read once.
  static Result<TokenFile> open(const std::string &path, uint64_t vocab);
  TokenFile(TokenFile &&other) noexcept;
  TokenFile &operator=(TokenFile &&other) noexcept;
  ~TokenFile();

  std::span<const uint8_t> tokens() const { return mapped; }
  const std::string &path() const { return name; }
  /// XXH3-64 of the content.
  uint64_t fingerprint() const;

private:
  TokenFile(std::string path, std::span<const uint8_t> bytes)
      : name(std::move(path)), mapped(bytes) {}
  Status checkTokens(uint64_t vocab) const;

  std::string name;
  std::span<const uint8_t> mapped;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENFILE_H
