//===- StandardFiles.cpp - descriptors 0, 1 and 2 -------------------------===//

#include "runtime/base/StandardFiles.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::runtime {

void holdStandardFiles() {
  for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
      if (open("/dev/null", O_RDWR) != descriptor) // the lowest free number is this one
        _exit(1);
}

Status flushOutput() {
  errno = 0;
  bool flushed = std::fflush(stdout) == 0;
  if (flushed && !std::ferror(stdout))
    return {};
  std::string reason = errno != 0 ? std::string(": ") + std::strerror(errno) : "";
  return error("standard output cannot be written" + reason);
}

} // namespace heddle::runtime
