//===- ByteFile.h - a file whose bytes are tokens --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_BYTEFILE_H
#define HEDDLE_RUNTIME_DATA_BYTEFILE_H

#include "runtime/data/TokenSource.h"

#include <cstddef>
#include <functional>
#include <string>

namespace heddle::runtime {

/// A regular file that is read piece by piece; token i is byte i. It is not mapped into memory: if
/// somebody cuts a mapped file, or its disk fails, reading it is a SIGBUS; here it is an error.
class ByteFile : public TokenSource {
public:
  /// Fails on a missing, unreadable or empty file, one that is not a regular file, and one that
  /// holds a token >= `vocab`; for this the whole file is read once.
  static Result<ByteFile> open(const std::string &path, uint64_t vocab);
  ByteFile(ByteFile &&other) noexcept;
  ByteFile &operator=(ByteFile &&other) noexcept;
  ~ByteFile() override;

  /// Number of tokens when it was opened.
  uint64_t size() const override { return bytes; }
  const std::string &path() const { return name; }
  /// Tokens [first, first + tokens.size()). Fails if the file has become shorter, or holds a token
  /// there that it did not when it was opened.
  Status read(uint64_t first, std::span<uint32_t> tokens) const override;
  /// XXH3-64 of the content.
  Result<uint64_t> fingerprint() const override;

private:
  ByteFile(std::string path, int descriptor, uint64_t vocab)
      : name(std::move(path)), descriptor(descriptor), vocab(vocab) {}
  Status measure();
  Status readBytes(uint64_t first, std::span<uint8_t> tokens) const;
  Status readAll(const std::function<void(std::span<const uint8_t>)> &use) const;

  std::string name;
  int descriptor;
  uint64_t vocab;
  uint64_t bytes = 0;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_BYTEFILE_H
