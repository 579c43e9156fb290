//===- ByteFile.cpp - a file whose bytes are tokens ------------*- C++ -*-===//

#include "runtime/data/ByteFile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>
#include <xxhash.h>

namespace heddle::runtime {

static std::string inFile(const std::string &path) { return "data file '" + path + "'"; }

Result<ByteFile> ByteFile::open(const std::string &path, uint64_t vocab) {
  // Opening a fifo would wait for its writer; it is refused below instead.
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return error(inFile(path) + ": " + std::strerror(errno), "give an existing file to --data");
  ByteFile file(path, descriptor, vocab);
  if (Status status = file.measure(); !status)
    return status.at(inFile(path));
  if (vocab <= 255)
    if (Status status = file.readAll([](std::span<const uint8_t>) {}); !status)
      return status;
  return file;
}

Status ByteFile::measure() {
  struct stat info;
  if (fstat(descriptor, &info) != 0)
    return error(std::strerror(errno));
  if (!S_ISREG(info.st_mode))
    return error("not a regular file", "data is one plain file; concatenate several with cat");
  if (info.st_size == 0)
    return error("the file is empty");
  bytes = static_cast<uint64_t>(info.st_size);
  return {};
}

/// The bytes are read to the end of the tokens' memory, where none is overwritten before it is
/// used.
Status ByteFile::read(uint64_t first, std::span<uint32_t> tokens) const {
  uint8_t *end = reinterpret_cast<uint8_t *>(tokens.data() + tokens.size());
  std::span<uint8_t> narrow(end - tokens.size(), tokens.size());
  Status status = readBytes(first, narrow);
  std::ranges::copy(narrow, tokens.begin());
  return status;
}

Status ByteFile::readBytes(uint64_t first, std::span<uint8_t> tokens) const {
  for (size_t done = 0; done < tokens.size();) {
    ssize_t count = pread(descriptor, tokens.data() + done, tokens.size() - done,
                          static_cast<off_t>(first + done));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return error(inFile(name) + ": " + std::strerror(errno));
    if (count == 0)
      return error(inFile(name) + " became shorter while it was in use: there are no bytes at " +
                       std::to_string(first + done) + " any more, of " + std::to_string(bytes),
                   "leave the file alone during a run; restore it, and resume from the newest "
                   "checkpoint");
    done += static_cast<size_t>(count);
  }
  auto found = std::ranges::find_if(tokens, [&](uint8_t token) { return token >= vocab; });
  if (found == tokens.end())
    return {};
  return error(inFile(name) + ": byte " + std::to_string(first + (found - tokens.begin())) +
                   " is token " + std::to_string(unsigned{*found}) + ", but the model's vocab is " +
                   std::to_string(vocab),
               "a model of bytes needs vocab = 256");
}

Status ByteFile::readAll(const std::function<void(std::span<const uint8_t>)> &use) const {
  std::vector<uint8_t> piece(1 << 20);
  for (uint64_t first = 0; first < bytes; first += piece.size()) {
    piece.resize(std::min<uint64_t>(piece.size(), bytes - first));
    if (Status status = readBytes(first, piece); !status)
      return status;
    use(piece);
  }
  return {};
}

Result<uint64_t> ByteFile::fingerprint() const {
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                 XXH3_freeState);
  XXH3_64bits_reset(state.get());
  Status status = readAll([&](std::span<const uint8_t> piece) {
    XXH3_64bits_update(state.get(), piece.data(), piece.size());
  });
  if (!status)
    return status;
  return XXH3_64bits_digest(state.get());
}

ByteFile::ByteFile(ByteFile &&other) noexcept
    : TokenSource(std::move(other)), name(std::move(other.name)),
      descriptor(std::exchange(other.descriptor, -1)), vocab(other.vocab),
      bytes(std::exchange(other.bytes, 0)) {}

ByteFile &ByteFile::operator=(ByteFile &&other) noexcept {
  std::swap(name, other.name);
  std::swap(descriptor, other.descriptor);
  std::swap(vocab, other.vocab);
  std::swap(bytes, other.bytes);
  return *this;
}

ByteFile::~ByteFile() {
  if (descriptor >= 0)
    close(descriptor);
}

} // namespace heddle::runtime
