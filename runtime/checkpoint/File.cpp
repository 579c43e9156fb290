//===- File.cpp - durable files ---------------------------------*- C++ -*-===//

#include "runtime/checkpoint/File.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>
#include <xxhash.h>

namespace heddle::runtime {
namespace {

Status systemError(const std::string &path) {
  return error("'" + path + "': " + std::strerror(errno));
}

/// A descriptor that closes itself.
struct Descriptor {
  int value;
  explicit Descriptor(int value) : value(value) {}
  Descriptor(const Descriptor &) = delete;
  ~Descriptor() {
    if (value >= 0)
      close(value);
  }
};

/// Reads until `bytes` is full or the file ends; gives how much was read.
Result<uint64_t> readAt(int descriptor, uint64_t offset, std::span<std::byte> bytes,
                        const std::string &path) {
  uint64_t done = 0;
  while (done < bytes.size()) {
    ssize_t count = pread(descriptor, bytes.data() + done, bytes.size() - done,
                          static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError(path);
    if (count == 0)
      break;
    done += static_cast<uint64_t>(count);
  }
  return done;
}

} // namespace

Result<FileWriter> FileWriter::create(const std::string &path) {
  int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return systemError(path);
  return FileWriter(path, descriptor);
}

FileWriter::FileWriter(FileWriter &&other) noexcept
    : path(std::move(other.path)), descriptor(std::exchange(other.descriptor, -1)) {}

FileWriter::~FileWriter() {
  if (descriptor >= 0)
    close(descriptor);
}

Status FileWriter::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError(path);
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return {};
}

Status FileWriter::finish() {
  int closing = std::exchange(descriptor, -1);
  bool synced = fsync(closing) == 0;
  Status status = synced ? Status() : systemError(path);
  if (close(closing) != 0 && synced)
    return systemError(path);
  return status;
}

Status readFile(const std::string &path, uint64_t offset, std::span<std::byte> bytes) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.value < 0)
    return systemError(path);
  Result<uint64_t> done = readAt(file.value, offset, bytes, path);
  if (!done)
    return done.status();
  return *done == bytes.size() ? Status() : error("'" + path + "': the file is cut off");
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
  if (file.value < 0)
    return systemError(path);
  std::vector<std::byte> buffer(1 << 20);
  XXH3_state_t *state = XXH3_createState();
  XXH3_64bits_reset(state);
  Result<uint64_t> count = uint64_t{0};
  for (uint64_t offset = 0;; offset += *count) {
    count = readAt(file.value, offset, buffer, path);
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

Status syncFolder(const std::string &folder) {
  Descriptor file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return file.value >= 0 && fsync(file.value) == 0 ? Status() : systemError(folder);
}

} // namespace heddle::runtime
