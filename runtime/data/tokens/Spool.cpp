//===- Spool.cpp - numbers that are needed again later --------------------===//

#include "runtime/data/tokens/Spool.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

static constexpr size_t kAtOnce = 1 << 15;

Result<Spool> Spool::create(const std::string &folder) {
  std::string place = folder.empty() ? "." : folder;
  int descriptor = open(place.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) { // a file system without nameless files
    std::string name = place + "/.spool.XXXXXX";
    descriptor = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor >= 0)
      unlink(name.c_str());
  }
  if (descriptor < 0)
    return error("cannot write in '" + place + "': " + std::strerror(errno));
  return Spool(place, descriptor);
}

Spool::Spool(Spool &&other) noexcept
    : folder(std::move(other.folder)), descriptor(std::exchange(other.descriptor, -1)),
      count(other.count), pending(std::move(other.pending)) {}

Spool &Spool::operator=(Spool &&other) noexcept {
  std::swap(folder, other.folder);
  std::swap(descriptor, other.descriptor);
  std::swap(count, other.count);
  std::swap(pending, other.pending);
  return *this;
}

Spool::~Spool() {
  if (descriptor >= 0)
    close(descriptor);
}

Status Spool::fail() const {
  return error("a temporary file in '" + folder + "': " + std::strerror(errno));
}

Status Spool::add(uint64_t number) {
  pending.push_back(number);
  ++count;
  return pending.size() < kAtOnce ? Status() : flush();
}

Status Spool::flush() {
  std::span<const std::byte> bytes = std::as_bytes(std::span(pending));
  while (!bytes.empty()) {
    ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return fail();
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  pending.clear();
  return {};
}

Status Spool::forEach(const std::function<Status(std::span<const uint64_t>)> &use) const {
  std::vector<uint64_t> numbers;
  for (uint64_t first = 0, written = count - pending.size(); first < written;
       first += numbers.size()) {
    numbers.resize(std::min<uint64_t>(kAtOnce, written - first));
    std::span<std::byte> bytes = std::as_writable_bytes(std::span(numbers));
    for (off_t at = static_cast<off_t>(8 * first); !bytes.empty();) {
      ssize_t got = pread(descriptor, bytes.data(), bytes.size(), at);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return fail();
      at += got;
      bytes = bytes.subspan(static_cast<size_t>(got));
    }
    if (Status status = use(numbers); !status)
      return status;
  }
  return pending.empty() ? Status() : use(pending);
}

} // namespace heddle::corpus
