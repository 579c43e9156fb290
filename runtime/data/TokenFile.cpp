//===- TokenFile.cpp - a file whose bytes are tokens ------------*- C++ -*-===//

#include "runtime/data/TokenFile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

namespace heddle::runtime {
namespace {

Result<std::span<const uint8_t>> mapFile(int descriptor) {
  struct stat info;
  if (fstat(descriptor, &info) != 0)
    return error(std::strerror(errno));
  if (!S_ISREG(info.st_mode))
    return error("not a regular file", "data is one plain file; concatenate several with cat");
  if (info.st_size == 0)
    return error("the file is empty");
  size_t size = static_cast<size_t>(info.st_size);
  void *bytes = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (bytes == MAP_FAILED)
    return error(std::string("cannot be mapped: ") + std::strerror(errno));
  return std::span(static_cast<const uint8_t *>(bytes), size);
}

} // namespace

Result<TokenFile> TokenFile::open(const std::string &path, uint64_t vocab) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return error("data file '" + path + "': " + std::strerror(errno),
                 "give an existing file to --data");
  Result<std::span<const uint8_t>> bytes = mapFile(descriptor);
  close(descriptor);
  if (!bytes)
    return bytes.status().at("data file '" + path + "'");
  TokenFile file(path, *bytes);
  if (Status status = file.checkTokens(vocab); !status)
    return status.at("data file '" + path + "'");
  return file;
}

Status TokenFile::checkTokens(uint64_t vocab) const {
  if (vocab > 255)
    return {};
  auto found =
      std::find_if(mapped.begin(), mapped.end(), [&](uint8_t token) { return token >= vocab; });
  if (found == mapped.end())
    return {};
  return error("byte " + std::to_string(found - mapped.begin()) + " is token " +
                   std::to_string(unsigned{*found}) + ", but the model's vocab is " +
                   std::to_string(vocab),
               "a model of bytes needs vocab = 256");
}

uint64_t TokenFile::fingerprint() const { return XXH3_64bits(mapped.data(), mapped.size()); }

TokenFile::TokenFile(TokenFile &&other) noexcept
    : name(std::move(other.name)), mapped(std::exchange(other.mapped, {})) {}

TokenFile &TokenFile::operator=(TokenFile &&other) noexcept {
  std::swap(name, other.name);
  std::swap(mapped, other.mapped);
  return *this;
}

TokenFile::~TokenFile() {
  if (!mapped.empty())
    munmap(const_cast<uint8_t *>(mapped.data()), mapped.size());
}

} // namespace heddle::runtime
