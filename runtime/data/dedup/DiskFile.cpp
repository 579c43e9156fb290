//===- DiskFile.cpp - files of intermediate results -----------------------===//

#include "runtime/data/dedup/DiskFile.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace heddle::corpus {

using runtime::error;

DiskFile::~DiskFile() {
  if (isUnfinished)
    unlink(path.c_str());
  if (descriptor >= 0)
    close(descriptor);
}

Status DiskFile::systemError() const {
  std::string hint = errno == ENOSPC || errno == EDQUOT || errno == EFBIG
                         ? "make room on that disk; the stage begins this file again"
                         : "";
  return error("'" + path + "': " + std::strerror(errno), hint);
}

Result<DiskFile> DiskFile::open(const std::string &path) {
  DiskFile file(path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor < 0)
    return file.systemError();
  return file;
}

Result<DiskFile> DiskFile::create(const std::string &path) {
  DiskFile file(path, ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.descriptor < 0)
    return file.systemError();
  file.isUnfinished = true;
  return file;
}

Result<DiskFile> DiskFile::createTemporary(const std::string &folder) {
  std::string path = folder + "/sort-XXXXXX";
  int descriptor = mkostemp(path.data(), O_CLOEXEC);
  DiskFile file(path, descriptor);
  if (descriptor < 0 || unlink(path.c_str()) != 0)
    return file.systemError();
  return file;
}

Result<uint64_t> DiskFile::size() const {
  struct stat info;
  if (fstat(descriptor, &info) != 0)
    return systemError();
  return uint64_t(info.st_size);
}

Status DiskFile::read(uint64_t offset, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    ssize_t count = pread(descriptor, bytes.data(), bytes.size(), off_t(offset));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError();
    if (count == 0)
      return error("'" + path + "': the file is cut off");
    bytes = bytes.subspan(size_t(count));
    offset += uint64_t(count);
  }
  return {};
}

Status DiskFile::write(uint64_t offset, std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    ssize_t count = pwrite(descriptor, bytes.data(), bytes.size(), off_t(offset));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError();
    bytes = bytes.subspan(size_t(count));
    offset += uint64_t(count);
  }
  return {};
}

Status DiskFile::commitAs(const std::string &name) {
  if (fsync(descriptor) != 0 || rename(path.c_str(), name.c_str()) != 0)
    return systemError();
  path = name;
  isUnfinished = false;
  std::string folder = std::filesystem::path(name).parent_path().string();
  DiskFile parent(folder.empty() ? "." : folder, ::open(folder.empty() ? "." : folder.c_str(),
                                                        O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return parent.descriptor >= 0 && fsync(parent.descriptor) == 0 ? Status() : parent.systemError();
}

} // namespace heddle::corpus
