//===- DiskFile.h - files of intermediate results ---------------*- C++ -*-===//
//
// Errors name the file and say what the system said.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_DISKFILE_H
#define HEDDLE_RUNTIME_DATA_DEDUP_DISKFILE_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

/// A descriptor with the name of its file.
class DiskFile {
public:
  DiskFile(DiskFile &&other) noexcept
      : path(std::move(other.path)), descriptor(std::exchange(other.descriptor, -1)),
        isUnfinished(std::exchange(other.isUnfinished, false)) {}
  DiskFile &operator=(DiskFile &&) = delete;
  ~DiskFile();

  /// An existing file, to read.
  static Result<DiskFile> open(const std::string &path);
  /// A new file of this name; what it held is gone. It goes if it is not committed.
  static Result<DiskFile> create(const std::string &path);
  /// A file without a name in `folder`: it ends with the process, also if that is killed.
  static Result<DiskFile> createTemporary(const std::string &folder);

  Result<uint64_t> size() const;
  /// All of `bytes` from `offset` on; an error if the file ends before.
  Status read(uint64_t offset, std::span<std::byte> bytes) const;
  Status write(uint64_t offset, std::span<const std::byte> bytes) const;
  /// Puts the file onto the disk and gives it its name there: all of it or nothing.
  Status commitAs(const std::string &name);

  const std::string &name() const { return path; }

private:
  DiskFile(std::string path, int descriptor) : path(std::move(path)), descriptor(descriptor) {}
  Status systemError() const;

  std::string path;
  int descriptor;
  bool isUnfinished = false;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_DISKFILE_H
