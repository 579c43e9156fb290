//===- InputFile.cpp - a file read from its begin to its end --------------===//

#include "runtime/data/io/InputFile.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>

namespace heddle::corpus {

using runtime::Descriptor;
using runtime::error;
using runtime::Result;
using runtime::Status;
using runtime::systemError;

namespace {

constexpr size_t kPendingBytes = 128 << 10;
constexpr size_t kSignatureBytes = 16;

} // namespace

Result<InputFile> InputFile::openRaw(const std::string &path) {
  // Opening a fifo would wait for its writer; it is refused below instead.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info;
  if (!file.isOpen() || fstat(file.get(), &info) != 0)
    return systemError(path);
  if (!S_ISREG(info.st_mode))
    return error("'" + path + "': not a regular file");
  return InputFile(path, std::move(file), static_cast<uint64_t>(info.st_size));
}

Result<InputFile> InputFile::openPlain(const std::string &path, uint64_t begin) {
  Result<InputFile> file = openRaw(path);
  if (!file)
    return file;
  if (begin > file->size)
    return error("'" + path + "': has no byte " + std::to_string(begin) + ", only " +
                 std::to_string(file->size));
  file->position = file->given = begin;
  return file;
}

Result<InputFile> InputFile::open(const std::string &path) {
  Result<InputFile> file = openRaw(path);
  if (!file)
    return file;
  std::array<char, kSignatureBytes> first;
  Result<size_t> count = readAt(file->file, 0, std::as_writable_bytes(std::span(first)), path);
  if (!count)
    return count.status();
  Result<Compression> kind = detectCompression({first.data(), *count});
  if (!kind)
    return kind.status().at("'" + path + "'");
  file->kind = *kind;
  if (*kind == Compression::None)
    return file;
  file->decoder = *kind == Compression::Gzip ? makeGzipDecoder() : makeZstdDecoder();
  file->pending = std::make_unique_for_overwrite<char[]>(kPendingBytes);
  return file;
}

Status InputFile::locate(const Status &status) const {
  std::string where = "'" + path + "', byte " + std::to_string(bytesRead());
  if (kind != Compression::None)
    where += " (" + std::to_string(given) + " decompressed)";
  return status.at(where);
}

Result<size_t> InputFile::read(std::span<char> into) {
  if (!failure)
    return failure;
  Result<size_t> count = decoder ? readDecoded(into) : readRaw(into);
  if (count)
    given += *count;
  else
    failure = count.status();
  return count;
}

Result<size_t> InputFile::readRaw(std::span<char> into) {
  size_t wanted = std::min<uint64_t>(into.size(), size - position);
  Result<size_t> count = readAt(file, position, std::as_writable_bytes(into.first(wanted)), path);
  if (!count)
    return error(count.status().message() + ", at byte " + std::to_string(position),
                 "check the disk, or get the file again");
  if (*count == 0 && wanted > 0)
    return locate(error("the file became shorter while it was read: it had " +
                            std::to_string(size) + " bytes",
                        "leave the files of a corpus alone while they are read"));
  position += *count;
  return count;
}

Status InputFile::refill() {
  Result<size_t> count = readRaw({pending.get(), kPendingBytes});
  if (!count)
    return count.status();
  pendingBegin = 0;
  pendingEnd = *count;
  return {};
}

Result<size_t> InputFile::readDecoded(std::span<char> into) {
  for (;;) {
    if (pendingBegin == pendingEnd)
      if (Status status = refill(); !status)
        return status;
    size_t left = pendingEnd - pendingBegin;
    Decoder::Step step = decoder->decode({pending.get() + pendingBegin, left}, into);
    pendingBegin += step.read;
    if (!step.status)
      failure = locate(step.status);
    if (step.written > 0)
      return step.written;
    if (!failure)
      return failure;
    if (left == 0 && decoder->mayEnd())
      return size_t{0};
    if (left == 0)
      return locate(error("the compressed data is cut off", "get the file again"));
  }
}

//===----------------------------------------------------------------------===//
// First bytes
//===----------------------------------------------------------------------===//

namespace {

struct Signature {
  std::string_view bytes;
  const char *name;
};

using namespace std::literals;

constexpr Signature kUnsupported[] = {
    {"\xfd"
     "7zXZ\0"sv,
     "xz"},
    {"\x04\x22\x4d\x18"sv, "lz4"},
    {"PK\x03\x04"sv, "zip"},
    {"7z\xbc\xaf\x27\x1c"sv, "7z"},
    {"PAR1\x15"sv, "parquet"},
};

bool isZstd(std::string_view first) {
  bool isFrame = first.starts_with("\x28\xb5\x2f\xfd"sv);
  // Skippable frames are numbered 0x184d2a50 to 0x184d2a5f.
  bool isSkippable =
      first.size() >= 4 && (first[0] & 0xf0) == 0x50 && first.substr(1, 3) == "\x2a\x4d\x18"sv;
  return isFrame || isSkippable;
}

bool isBzip2(std::string_view first) {
  return first.starts_with("BZh") && first.size() >= 10 && first.substr(4, 6) == "1AY&SY";
}

Status unsupported(const std::string &name) {
  return error("is a file in the form " + name + ", which is not read",
               "unpack it; compressed files may be gzip or zstd");
}

} // namespace

Result<Compression> detectCompression(std::string_view firstBytes) {
  if (firstBytes.starts_with("\x1f\x8b"sv))
    return Compression::Gzip;
  if (isZstd(firstBytes))
    return Compression::Zstd;
  if (isBzip2(firstBytes))
    return unsupported("bzip2");
  for (const Signature &signature : kUnsupported)
    if (firstBytes.starts_with(signature.bytes))
      return unsupported(signature.name);
  return Compression::None;
}

Result<Compression> compressionOf(const std::string &path) {
  Result<InputFile> file = InputFile::open(path);
  if (!file)
    return file.status();
  return file->compression();
}

} // namespace heddle::corpus
