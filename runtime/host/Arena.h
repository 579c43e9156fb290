//===- Arena.h - the one allocation of a rank -------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_HOST_ARENA_H
#define HEDDLE_RUNTIME_HOST_ARENA_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle::runtime {

/// A zeroed private mapping, aligned to a huge page and backed by huge pages where the kernel has
/// them.
class Arena {
public:
  static Result<Arena> allocate(uint64_t bytes);
  ~Arena();
  Arena() = default;
  Arena(Arena &&other) noexcept;
  Arena &operator=(Arena &&other) noexcept;

  std::span<std::byte> bytes() const { return {start, size}; }

private:
  std::byte *mapping = nullptr;
  uint64_t mapped = 0;
  std::byte *start = nullptr;
  uint64_t size = 0;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_HOST_ARENA_H
