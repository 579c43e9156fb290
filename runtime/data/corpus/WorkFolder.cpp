//===- WorkFolder.cpp - work that any process may take part in --*- C++ -*-===//

#include "runtime/data/corpus/WorkFolder.h"

#include "runtime/data/io/WholeFiles.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

static constexpr const char *kDone = "done";

static Status systemError(const std::string &path) {
  return error("'" + path + "': " + std::strerror(errno));
}

static Status makeFolder(const std::string &path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  return problem ? error("cannot make the folder '" + path + "': " + problem.message()) : Status();
}

Claim::Claim(Claim &&other) noexcept : descriptor(std::exchange(other.descriptor, -1)) {}

Claim::~Claim() {
  if (descriptor >= 0)
    close(descriptor);
}

Result<WorkFolder> WorkFolder::open(const std::string &path) {
  Status status = makeFolder(path);
  return status ? Result<WorkFolder>(WorkFolder(path)) : status;
}

std::string WorkFolder::file(const std::string &stage, uint32_t part,
                             const std::string &suffix) const {
  char number[16];
  std::snprintf(number, sizeof number, "%06u", part);
  return folder + "/" + stage + "/" + number + "." + suffix;
}

bool WorkFolder::isDone(const std::string &stage, uint32_t part) const {
  return access(file(stage, part, kDone).c_str(), F_OK) == 0;
}

Result<std::optional<Claim>> WorkFolder::claim(const std::string &stage, uint32_t part) const {
  if (Status status = makeFolder(folder + "/" + stage); !status)
    return status;
  std::string path = folder + "/" + stage + "/lock";
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return systemError(path);
  Claim claim(descriptor);
  // A byte of one file for each part. The lock is of this opening of the file: it ends with
  // `claim`, and forked processes do not share it.
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = part;
  lock.l_len = 1;
  if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0)
    return std::optional(std::move(claim));
  if (errno == EAGAIN || errno == EACCES)
    return std::optional<Claim>();
  return error("cannot lock '" + path + "': " + std::strerror(errno),
               "the folder must be on a file system with locks that all processes share");
}

Status WorkFolder::finish(const std::string &stage, uint32_t part,
                          const std::string &result) const {
  return writeOutput(file(stage, part, kDone), result);
}

Result<std::string> WorkFolder::resultOf(const std::string &stage, uint32_t part) const {
  return readInput(file(stage, part, kDone));
}

} // namespace heddle::corpus
