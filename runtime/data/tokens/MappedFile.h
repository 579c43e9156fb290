//===- MappedFile.h - a file as memory --------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_MAPPEDFILE_H
#define HEDDLE_RUNTIME_DATA_TOKENS_MAPPEDFILE_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace heddle::corpus {

/// A regular file that can be read without calls. If somebody cuts it while it is in use, or its
/// disk fails, reading is a SIGBUS: ask checkUnchanged() from time to time.
class MappedFile {
public:
  static runtime::Result<MappedFile> open(const std::string &path);
  MappedFile(MappedFile &&other) noexcept;
  MappedFile &operator=(MappedFile &&other) noexcept;
  ~MappedFile();

  const std::string &path() const { return name; }
  std::span<const std::byte> bytes() const { return {data, size}; }
  /// Fails if the file's size or time has changed since it was opened.
  runtime::Status checkUnchanged() const;

private:
  MappedFile(std::string path, int descriptor) : name(std::move(path)), descriptor(descriptor) {}
  runtime::Status map();

  std::string name;
  int descriptor;
  int64_t seconds = 0, nanoseconds = 0; // of its last change
  const std::byte *data = nullptr;
  size_t size = 0;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_MAPPEDFILE_H
