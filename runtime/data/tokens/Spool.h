//===- Spool.h - numbers that are needed again later ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_SPOOL_H
#define HEDDLE_RUNTIME_DATA_TOKENS_SPOOL_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace heddle::corpus {

/// A list of numbers that may be larger than memory: a file without a name, which goes with the
/// process.
class Spool {
public:
  /// In `folder`.
  static runtime::Result<Spool> create(const std::string &folder);
  Spool(Spool &&other) noexcept;
  Spool &operator=(Spool &&other) noexcept;
  ~Spool();

  runtime::Status add(uint64_t number);
  uint64_t size() const { return count; }
  /// Calls `use` with all numbers in their order, some thousands at once, until it fails.
  runtime::Status
  forEach(const std::function<runtime::Status(std::span<const uint64_t>)> &use) const;

private:
  Spool(std::string folder, int descriptor) : folder(std::move(folder)), descriptor(descriptor) {}
  runtime::Status flush();
  runtime::Status fail() const;

  std::string folder;
  int descriptor;
  uint64_t count = 0;
  std::vector<uint64_t> pending; // the last ones, not written
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_SPOOL_H
