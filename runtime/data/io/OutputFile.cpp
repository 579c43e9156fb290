//===- OutputFile.cpp - a file that is there whole or not at all ----------===//

#include "runtime/data/io/OutputFile.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

namespace heddle::corpus {

using runtime::Descriptor;
using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// What is written at once. zstd too is given pieces of this size, so that its frames depend on the
/// bytes alone.
constexpr size_t kPieceBytes = 256 << 10;

std::string folderOf(const std::string &path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string temporaryOf(const std::string &path) {
  return folderOf(path) + "/." + std::filesystem::path(path).filename().string() + ".tmp";
}

std::string adviceFor(int code, const std::string &path) {
  std::string folder = "'" + folderOf(path) + "'";
  switch (code) {
  case ENOSPC:
    return "free space on the disk of " + folder + ", or write elsewhere; then run again";
  case EDQUOT:
    return "your quota on the disk of " + folder + " is used up; free some of it, then run again";
  case EFBIG:
    return "raise the limit of file sizes (ulimit -f), or write to another file system";
  case EIO:
    return "check the disk of " + folder + " (dmesg), or write elsewhere";
  case ENOENT:
    return "make the folder " + folder;
  case EACCES:
  case EPERM:
  case EROFS:
    return "write to a folder that you may write to";
  default:
    return "";
  }
}

Status systemError(const std::string &path) {
  int code = errno;
  return error("'" + path + "': " + std::strerror(code), adviceFor(code, path));
}

/// Whether `path` is still the file that was opened: another process may have renamed it meanwhile.
bool isSame(const Descriptor &file, const std::string &path) {
  struct stat opened, named;
  return fstat(file.get(), &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/// An empty file of this name that no other process writes.
Result<Descriptor> createLocked(const std::string &path, const std::string &temporary) {
  for (;;) {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    if (!file.isOpen())
      return systemError(path);
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0)
      return errno == EWOULDBLOCK ? error("'" + path + "': is being written by another process",
                                          "wait for it, or write elsewhere")
                                  : systemError(path);
    if (!isSame(file, temporary))
      continue;
    if (ftruncate(file.get(), 0) != 0)
      return systemError(path);
    return file;
  }
}

} // namespace

/// A zstd frame with a checksum.
struct OutputFile::Encoder {
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
};

Result<OutputFile> OutputFile::create(const std::string &path, OutputOptions options) {
  std::unique_ptr<Encoder> encoder;
  if (options.zstd) {
    encoder = std::make_unique<Encoder>();
    if (!encoder->context)
      return error("there is no memory for compression");
    if (options.level < ZSTD_minCLevel() || options.level > ZSTD_maxCLevel())
      return error("zstd has no level " + std::to_string(options.level),
                   "levels go up to " + std::to_string(ZSTD_maxCLevel()));
    ZSTD_CCtx_setParameter(encoder->context.get(), ZSTD_c_compressionLevel, options.level);
    ZSTD_CCtx_setParameter(encoder->context.get(), ZSTD_c_checksumFlag, 1);
  }
  std::string temporary = temporaryOf(path);
  Result<Descriptor> file = createLocked(path, temporary);
  if (!file)
    return file.status();
  return OutputFile(path, temporary, std::move(*file), std::move(encoder));
}

OutputFile::OutputFile(std::string path, std::string temporary, Descriptor file,
                       std::unique_ptr<Encoder> encoder)
    : path(std::move(path)), temporary(std::move(temporary)), file(std::move(file)),
      encoder(std::move(encoder)) {
  buffer.reserve(kPieceBytes);
}

OutputFile::OutputFile(OutputFile &&) noexcept = default;

OutputFile::~OutputFile() {
  if (file.isOpen())
    unlink(temporary.c_str());
}

Status OutputFile::fail(const Status &status) {
  failure = error(status.message() + "; " + std::to_string(stored) +
                      " bytes were written, which are removed",
                  status.hint());
  return failure;
}

Status OutputFile::store(std::string_view bytes) {
  std::span<const std::byte> left = std::as_bytes(std::span(bytes));
  Status status = writeAll(file, left, path);
  stored += bytes.size() - left.size();
  return status ? status : fail(systemError(path));
}

Status OutputFile::encode(std::string_view bytes, bool last) {
  if (!encoder)
    return store(bytes);
  std::array<char, 64 << 10> room;
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  size_t left = 0;
  do {
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    left = ZSTD_compressStream2(encoder->context.get(), &out, &in,
                                last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left))
      return fail(error("'" + path + "': zstd fails: " + ZSTD_getErrorName(left)));
    if (Status status = store({room.data(), out.pos}); !status)
      return status;
  } while (in.pos < in.size || (last && left > 0));
  return {};
}

Status OutputFile::flush() {
  Status status = encode(buffer, /*last=*/false);
  buffer.clear();
  return status;
}

Status OutputFile::write(std::string_view bytes) {
  if (!failure)
    return failure;
  taken += bytes.size();
  while (!bytes.empty()) {
    size_t count = std::min(bytes.size(), kPieceBytes - buffer.size());
    buffer.append(bytes.substr(0, count));
    bytes.remove_prefix(count);
    if (buffer.size() < kPieceBytes)
      break;
    if (Status status = flush(); !status)
      return status;
  }
  return {};
}

Status OutputFile::rename() {
  if (fsync(file.get()) != 0)
    return fail(systemError(path));
  if (std::rename(temporary.c_str(), path.c_str()) != 0)
    return fail(systemError(path));
  // It is closed, and its lock with it, only now: a process that has opened the temporary name
  // would otherwise get the lock of a file that is about to have the final one.
  file = Descriptor();
  return runtime::syncFolder(folderOf(path));
}

Status OutputFile::commit() {
  if (!failure)
    return failure;
  if (Status status = flush(); !status)
    return status;
  if (encoder)
    if (Status status = encode({}, /*last=*/true); !status)
      return status;
  return rename();
}

} // namespace heddle::corpus
