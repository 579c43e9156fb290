//===- KernelLibrary.h - compiled kernels in this process -------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_HOST_KERNELLIBRARY_H
#define HEDDLE_RUNTIME_HOST_KERNELLIBRARY_H

#include "runtime/base/Status.h"
#include "runtime/program/program.pb.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace heddle::runtime {

using KernelFunction = void (*)(void *const *args, const int64_t *scalars);

/// The program's ELF shared object, loaded from memory, and the functions of its kernels by index.
class KernelLibrary {
public:
  /// An error if the object cannot be loaded or lacks a symbol.
  static Result<std::shared_ptr<KernelLibrary>> load(const program::Program &program);
  ~KernelLibrary();
  KernelLibrary(const KernelLibrary &) = delete;
  KernelLibrary &operator=(const KernelLibrary &) = delete;

  KernelFunction operator[](uint32_t kernel) const { return functions[kernel]; }
  size_t size() const { return functions.size(); }

private:
  KernelLibrary() = default;
  Status open(const std::string &object);
  Status resolve(const program::Program &program);

  int file = -1;
  void *handle = nullptr;
  std::vector<KernelFunction> functions;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_HOST_KERNELLIBRARY_H
