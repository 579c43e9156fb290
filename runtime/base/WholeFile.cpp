//===- WholeFile.cpp - small files, read whole ----------------------------===//

#include "runtime/base/WholeFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::runtime {

namespace {

Status unreadable(const std::string &path) {
  return error(path + ": cannot be read: " + std::strerror(errno));
}

} // namespace

Result<std::string> readWholeFile(const std::string &path) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return unreadable(path);
  std::string bytes;
  constexpr size_t kStep = 1 << 20;
  ssize_t got = 1;
  while (got != 0) {
    size_t size = bytes.size();
    bytes.resize(size + kStep);
    do
      got = read(file, bytes.data() + size, kStep);
    while (got < 0 && errno == EINTR);
    bytes.resize(size + size_t(got > 0 ? got : 0));
    if (got < 0) {
      Status failure = unreadable(path);
      close(file);
      return failure;
    }
  }
  close(file);
  return bytes;
}

} // namespace heddle::runtime
