//===- File.cpp - durable files ---------------------------------*- C++ -*-===//

#include "runtime/checkpoint/File.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>
#include <xxhash.h>

namespace heddle::runtime {

Result<FileWriter> FileWriter::create(const std::string &path) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file.isOpen())
    return systemError(path);
  return FileWriter(path, std::move(file));
}

Status FileWriter::write(std::span<const std::byte> bytes) { return writeAll(file, bytes, path); }

Status FileWriter::finish() {
  int closing = file.release();
  bool synced = fsync(closing) == 0;
  Status status = synced ? Status() : systemError(path);
  if (close(closing) != 0 && synced)
    return systemError(path);
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

} // namespace heddle::runtime
