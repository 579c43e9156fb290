//===- File.cpp - durable files ---------------------------------*- C++ -*-===//

#include "runtime/base/File.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <xxhash.h>

namespace heddle::runtime {
namespace {

std::string folderOf(const std::string &path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string temporaryOf(const std::string &path) {
  return folderOf(path) + "/." + std::filesystem::path(path).filename().string() + ".tmp";
}

std::string adviceFor(int code, const std::string &path) {
  std::string folder = "'" + folderOf(path) + "'";
  switch (code) {
  case ENOSPC:
    return "free space on the disk of " + folder + ", or write elsewhere; then run again";
  case EDQUOT:
    return "your quota on the disk of " + folder + " is used up; free some of it, then run again";
  case EFBIG:
    return "raise the limit of file sizes (ulimit -f), or write to another file system";
  case EIO:
    return "check the disk of " + folder + " (dmesg), or write elsewhere";
  case ENOENT:
    return "make the folder " + folder;
  case EACCES:
  case EPERM:
  case EROFS:
    return "write to a folder that you may write to";
  default:
    return "";
  }
}

Status writeError(const std::string &path) {
  int code = errno;
  return error("'" + path + "': " + std::strerror(code), adviceFor(code, path));
}

/// Whether `path` is still the file that was opened: another process may have renamed it meanwhile.
bool isSame(const Descriptor &file, const std::string &path) {
  struct stat opened, named;
  return fstat(file.get(), &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/// An empty file of this name that no other process writes.
Result<Descriptor> createLocked(const std::string &path, const std::string &temporary) {
  for (;;) {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    if (!file.isOpen())
      return writeError(path);
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0)
      return errno == EWOULDBLOCK ? error("'" + path + "': is being written by another process",
                                          "wait for it, or write elsewhere")
                                  : writeError(path);
    if (!isSame(file, temporary))
      continue;
    if (ftruncate(file.get(), 0) != 0)
      return writeError(path);
    return file;
  }
}

} // namespace

Result<FileWriter> FileWriter::create(const std::string &path) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file.isOpen())
    return writeError(path);
  return FileWriter(path, std::move(file));
}

Status FileWriter::write(std::span<const std::byte> bytes) {
  size_t all = bytes.size();
  Status status = writeAll(file, bytes, path);
  count += all - bytes.size();
  return status ? status : writeError(path);
}

Status FileWriter::rewrite(uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    ssize_t done = pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return writeError(path);
    offset += static_cast<uint64_t>(done);
    bytes = bytes.subspan(static_cast<size_t>(done));
  }
  return {};
}

Status FileWriter::sync() { return fsync(file.get()) == 0 ? Status() : writeError(path); }

Status FileWriter::finish() {
  Status status = sync();
  if (close(file.release()) != 0 && status)
    return writeError(path);
  return status;
}

Status readFile(const std::string &path, uint64_t offset, std::span<std::byte> bytes) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.isOpen())
    return systemError(path);
  Result<size_t> done = readAt(file, offset, bytes, path);
  if (!done)
    return done.status();
  return *done == bytes.size() ? Status() : error("'" + path + "': the file is cut off");
}

Result<std::string> readWholeFile(const std::string &path, uint64_t most) {
  Result<uint64_t> bytes = fileBytes(path);
  if (!bytes)
    return bytes.status();
  if (*bytes > most)
    return error("'" + path + "': has " + std::to_string(*bytes) +
                 " bytes; such a file has at most " + std::to_string(most));
  std::string text(*bytes, '\0');
  if (Status status = readFile(path, 0, std::as_writable_bytes(std::span(text))); !status)
    return status;
  return text;
}

Result<uint64_t> fileBytes(const std::string &path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0)
    return systemError(path);
  if (!S_ISREG(info.st_mode))
    return error("'" + path + "': not a regular file");
  return static_cast<uint64_t>(info.st_size);
}

Result<uint64_t> fileChecksum(const std::string &path) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.isOpen())
    return systemError(path);
  std::vector<std::byte> buffer(1 << 20);
  XXH3_state_t *state = XXH3_createState();
  XXH3_64bits_reset(state);
  Result<size_t> count = size_t{0};
  for (uint64_t offset = 0;; offset += *count) {
    count = readAt(file, offset, buffer, path);
    if (!count || *count == 0)
      break;
    XXH3_64bits_update(state, buffer.data(), *count);
  }
  uint64_t checksum = XXH3_64bits_digest(state);
  XXH3_freeState(state);
  if (!count)
    return count.status();
  return checksum;
}

Result<NewFile> NewFile::create(const std::string &path) {
  std::string hidden = temporaryOf(path);
  Result<Descriptor> file = createLocked(path, hidden);
  if (!file)
    return file.status();
  return NewFile(path, std::move(hidden), FileWriter(path, std::move(*file)));
}

NewFile &NewFile::operator=(NewFile &&other) noexcept {
  std::swap(name, other.name);
  std::swap(hidden, other.hidden);
  std::swap(file, other.file);
  return *this;
}

Status NewFile::commit() {
  if (Status status = file->sync(); !status)
    return status;
  if (std::rename(hidden.c_str(), name.c_str()) != 0)
    return writeError(name);
  // It is closed, and its lock with it, only now: a process that has opened the temporary name
  // would otherwise get the lock of a file that is about to have the final one.
  file.reset();
  hidden.clear();
  return syncFolder(folderOf(name));
}

void NewFile::discard() {
  if (!hidden.empty())
    std::remove(hidden.c_str());
  hidden.clear();
}

} // namespace heddle::runtime
