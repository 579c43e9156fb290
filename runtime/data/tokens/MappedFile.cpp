//===- MappedFile.cpp - a file as memory ----------------------------------===//

#include "runtime/data/tokens/MappedFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

static std::string inFile(const std::string &path) { return "file '" + path + "'"; }

Result<MappedFile> MappedFile::open(const std::string &path) {
  // Opening a fifo would wait for its writer; it is refused below instead.
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return error(inFile(path) + ": " + std::strerror(errno));
  MappedFile file(path, descriptor);
  if (Status status = file.map(); !status)
    return status.at(inFile(path));
  return file;
}

Status MappedFile::map() {
  struct stat info;
  if (fstat(descriptor, &info) != 0)
    return error(std::strerror(errno));
  if (!S_ISREG(info.st_mode))
    return error("not a regular file");
  seconds = info.st_mtim.tv_sec;
  nanoseconds = info.st_mtim.tv_nsec;
  if (info.st_size == 0)
    return {}; // there is nothing to map
  void *mapped =
      mmap(nullptr, static_cast<size_t>(info.st_size), PROT_READ, MAP_SHARED, descriptor, 0);
  if (mapped == MAP_FAILED)
    return error(std::string("cannot be mapped into memory: ") + std::strerror(errno));
  data = static_cast<const std::byte *>(mapped);
  size = static_cast<size_t>(info.st_size);
  return {};
}

Status MappedFile::checkUnchanged() const {
  struct stat info;
  if (fstat(descriptor, &info) != 0)
    return error(inFile(name) + ": " + std::strerror(errno));
  if (static_cast<size_t>(info.st_size) == size && info.st_mtim.tv_sec == seconds &&
      info.st_mtim.tv_nsec == nanoseconds)
    return {};
  return error(inFile(name) + " was changed while it was in use",
               "leave the file alone during a run; restore it, and go on from where it was whole");
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : name(std::move(other.name)), descriptor(std::exchange(other.descriptor, -1)),
      seconds(other.seconds), nanoseconds(other.nanoseconds),
      data(std::exchange(other.data, nullptr)), size(std::exchange(other.size, 0)) {}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept {
  std::swap(name, other.name);
  std::swap(descriptor, other.descriptor);
  std::swap(seconds, other.seconds);
  std::swap(nanoseconds, other.nanoseconds);
  std::swap(data, other.data);
  std::swap(size, other.size);
  return *this;
}

MappedFile::~MappedFile() {
  if (data)
    munmap(const_cast<std::byte *>(data), size);
  if (descriptor >= 0)
    close(descriptor);
}

} // namespace heddle::corpus
