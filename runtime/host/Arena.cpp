//===- Arena.cpp - the one allocation of a rank ---------------------------===//

#include "runtime/host/Arena.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/mman.h>
#include <utility>

namespace heddle::runtime {

static constexpr uint64_t kHugePage = uint64_t(2) << 20;

Result<Arena> Arena::allocate(uint64_t bytes) {
  auto failure = [&] {
    return error("cannot allocate an arena of " + std::to_string(bytes) +
                     " bytes: " + std::strerror(errno),
                 "use more ranks, smaller micro-batches or recompute");
  };
  if (bytes > (uint64_t(1) << 46)) {
    errno = ENOMEM;
    return failure();
  }
  Arena arena;
  arena.mapped = bytes + kHugePage;
  void *mapping =
      mmap(nullptr, arena.mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) {
    arena.mapped = 0;
    return failure();
  }
  arena.mapping = static_cast<std::byte *>(mapping);
  uintptr_t aligned =
      (reinterpret_cast<uintptr_t>(mapping) + kHugePage - 1) / kHugePage * kHugePage;
  arena.start = reinterpret_cast<std::byte *>(aligned);
  arena.size = bytes;
  madvise(arena.start, bytes,
          MADV_HUGEPAGE); // only advice: a kernel without huge pages is slower, not wrong
  return arena;
}

Arena::~Arena() {
  if (mapping)
    munmap(mapping, mapped);
}

Arena::Arena(Arena &&other) noexcept { *this = std::move(other); }

Arena &Arena::operator=(Arena &&other) noexcept {
  std::swap(mapping, other.mapping);
  std::swap(mapped, other.mapped);
  std::swap(start, other.start);
  std::swap(size, other.size);
  return *this;
}

} // namespace heddle::runtime
