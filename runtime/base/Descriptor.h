//===- Descriptor.h - an open file ------------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_BASE_DESCRIPTOR_H
#define HEDDLE_RUNTIME_BASE_DESCRIPTOR_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace heddle::runtime {

/// A descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int value = -1) : value(value) {}
  Descriptor(Descriptor &&other) noexcept : value(other.release()) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    std::swap(value, other.value);
    return *this;
  }
  ~Descriptor();

  int get() const { return value; }
  bool isOpen() const { return value >= 0; }
  int release() { return std::exchange(value, -1); }

private:
  int value;
};

/// "'path': " and what errno says, which stays.
Status systemError(const std::string &path);

/// Reads from `offset` on until `bytes` is full or the file ends; gives how much was read.
Result<size_t> readAt(const Descriptor &file, uint64_t offset, std::span<std::byte> bytes,
                      const std::string &path);

/// Writes what `bytes` holds and cuts off what was written; after an error the rest is left.
Status writeAll(const Descriptor &file, std::span<const std::byte> &bytes, const std::string &path);

/// Makes a rename or a new name in `folder` durable.
Status syncFolder(const std::string &folder);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_BASE_DESCRIPTOR_H
