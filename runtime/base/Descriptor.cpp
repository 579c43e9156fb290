//===- Descriptor.cpp - an open file --------------------------------------===//

#include "runtime/base/Descriptor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::runtime {

Descriptor::~Descriptor() {
  if (isOpen())
    close(value);
}

Status systemError(const std::string &path) {
  int code = errno;
  Status status = error("'" + path + "': " + std::strerror(code));
  errno = code;
  return status;
}

Result<size_t> readAt(const Descriptor &file, uint64_t offset, std::span<std::byte> bytes,
                      const std::string &path) {
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t count = pread(file.get(), bytes.data() + done, bytes.size() - done,
                          static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError(path);
    if (count == 0)
      break;
    done += static_cast<size_t>(count);
  }
  return done;
}

Status writeAll(const Descriptor &file, std::span<const std::byte> &bytes,
                const std::string &path) {
  while (!bytes.empty()) {
    ssize_t count = write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError(path);
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return {};
}

Status syncFolder(const std::string &folder) {
  Descriptor file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return file.isOpen() && fsync(file.get()) == 0 ? Status() : systemError(folder);
}

} // namespace heddle::runtime
