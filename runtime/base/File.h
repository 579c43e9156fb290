//===- File.h - durable files -----------------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_BASE_FILE_H
#define HEDDLE_RUNTIME_BASE_FILE_H

#include "runtime/base/Descriptor.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace heddle::runtime {

/// A file being written. What was written is on the disk once finish() succeeded. Errors say what
/// to do about a disk that is full, a limit, a folder that is not there.
class FileWriter {
public:
  static Result<FileWriter> create(const std::string &path);
  /// Writes to an open file, which is called `path` in errors.
  FileWriter(std::string path, Descriptor file) : path(std::move(path)), file(std::move(file)) {}

  Status write(std::span<const std::byte> bytes);
  Status write(std::string_view text) { return write(std::as_bytes(std::span(text))); }
  /// Replaces bytes that were written; what write() appends goes on at the end.
  Status rewrite(uint64_t offset, std::span<const std::byte> bytes);
  /// Bytes that write() put into the file, after an error those before it.
  uint64_t written() const { return count; }
  Status sync();
  /// sync() and close.
  Status finish();

private:
  std::string path;
  Descriptor file;
  uint64_t count = 0;
};

/// Bytes [offset, offset + bytes.size()) of a file; an error if it is shorter.
Status readFile(const std::string &path, uint64_t offset, std::span<std::byte> bytes);

/// All of a file, which may have at most `most` bytes.
Result<std::string> readWholeFile(const std::string &path, uint64_t most = uint64_t{1} << 32);

/// The size of a regular file.
Result<uint64_t> fileBytes(const std::string &path);

/// XXH3-64 of a file's content.
Result<uint64_t> fileChecksum(const std::string &path);

/// A file that is written as `.NAME.tmp` beside its own name, which commit() gives it; until then,
/// and if there is no commit(), an older file stays as it is. What a killed process left is written
/// over by the next; a second process that writes the same file at the same time is refused.
class NewFile {
public:
  static Result<NewFile> create(const std::string &path);
  NewFile(NewFile &&other) noexcept
      : name(std::move(other.name)), hidden(std::exchange(other.hidden, {})),
        file(std::move(other.file)) {}
  NewFile &operator=(NewFile &&other) noexcept;
  ~NewFile() { discard(); }

  FileWriter &writer() { return *file; }
  const std::string &path() const { return name; }
  /// Syncs the file, renames it, and syncs the folder.
  Status commit();

private:
  NewFile(std::string path, std::string hidden, FileWriter writer)
      : name(std::move(path)), hidden(std::move(hidden)), file(std::move(writer)) {}
  void discard();

  std::string name, hidden; // hidden: empty once it is gone
  std::optional<FileWriter> file;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_BASE_FILE_H
