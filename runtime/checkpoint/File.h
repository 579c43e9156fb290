//===- File.h - durable files -----------------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_CHECKPOINT_FILE_H
#define HEDDLE_RUNTIME_CHECKPOINT_FILE_H

#include "runtime/base/Descriptor.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace heddle::runtime {

/// A file being written. What was written is on the disk once finish() succeeded.
class FileWriter {
public:
  static Result<FileWriter> create(const std::string &path);

  Status write(std::span<const std::byte> bytes);
  Status write(std::string_view text) { return write(std::as_bytes(std::span(text))); }
  /// fsync and close.
  Status finish();

private:
  FileWriter(std::string path, Descriptor file) : path(std::move(path)), file(std::move(file)) {}

  std::string path;
  Descriptor file;
};

/// Bytes [offset, offset + bytes.size()) of a file; an error if it is shorter.
Status readFile(const std::string &path, uint64_t offset, std::span<std::byte> bytes);

/// The size of a regular file.
Result<uint64_t> fileBytes(const std::string &path);

/// XXH3-64 of a file's content.
Result<uint64_t> fileChecksum(const std::string &path);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_CHECKPOINT_FILE_H
