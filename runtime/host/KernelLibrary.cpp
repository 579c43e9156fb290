//===- KernelLibrary.cpp - compiled kernels in this process ---------------===//

#include "runtime/host/KernelLibrary.h"

#include "runtime/host/ElfBounds.h"

#include <cerrno>
#include <cstring>
#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

namespace heddle::runtime {

static bool writeAll(int file, const std::string &bytes) {
  for (size_t done = 0; done < bytes.size();) {
    ssize_t written = write(file, bytes.data() + done, bytes.size() - done);
    if (written <= 0)
      return false;
    done += size_t(written);
  }
  return true;
}

Status KernelLibrary::open(const std::string &object) {
  if (Status status = checkElfBounds(object); !status)
    return status.at("cannot load the program's kernels");
  file = memfd_create("heddle-kernels", MFD_CLOEXEC);
  if (file < 0 || !writeAll(file, object))
    return error(std::string("cannot hold the kernels in memory: ") + std::strerror(errno));
  // The descriptor stays open until the library goes: dlopen knows a library by this name, and a
  // second one with the same number would silently be taken for the first.
  std::string path = "/proc/self/fd/" + std::to_string(file);
  handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return error(std::string("cannot load the program's kernels: ") + dlerror());
  return {};
}

Status KernelLibrary::resolve(const program::Program &program) {
  for (const program::Kernel &kernel : program.kernels()) {
    void *symbol = dlsym(handle, kernel.symbol().c_str());
    if (!symbol)
      return error("the program's object code has no kernel '" + kernel.symbol() + "'");
    functions.push_back(reinterpret_cast<KernelFunction>(symbol));
  }
  return {};
}

Result<std::shared_ptr<KernelLibrary>> KernelLibrary::load(const program::Program &program) {
  std::shared_ptr<KernelLibrary> library(new KernelLibrary);
  if (program.kernels_size() == 0)
    return library;
  if (Status status = library->open(program.kernel_library()); !status)
    return status;
  if (Status status = library->resolve(program); !status)
    return status;
  return library;
}

KernelLibrary::~KernelLibrary() {
  if (handle)
    dlclose(handle);
  if (file >= 0)
    close(file);
}

} // namespace heddle::runtime
