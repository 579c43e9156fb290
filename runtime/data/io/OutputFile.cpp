//===- OutputFile.cpp - a file that is there whole or not at all ----------===//

#include "runtime/data/io/OutputFile.h"

#include <algorithm>
#include <array>
#include <zstd.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// What is written at once. zstd too is given pieces of this size, so that its frames depend on the
/// bytes alone.
constexpr size_t kPieceBytes = 256 << 10;

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
  Result<runtime::NewFile> file = runtime::NewFile::create(path);
  if (!file)
    return file.status();
  return OutputFile(std::move(*file), std::move(encoder));
}

OutputFile::OutputFile(runtime::NewFile file, std::unique_ptr<Encoder> encoder)
    : file(std::move(file)), encoder(std::move(encoder)) {
  buffer.reserve(kPieceBytes);
}

OutputFile::OutputFile(OutputFile &&) noexcept = default;
OutputFile::~OutputFile() = default;

Status OutputFile::fail(const Status &status) {
  failure = error(status.message() + "; " + std::to_string(file.writer().written()) +
                      " bytes were written, which are removed",
                  status.hint());
  return failure;
}

Status OutputFile::store(std::string_view bytes) {
  Status status = file.writer().write(bytes);
  stored = file.writer().written();
  return status ? status : fail(status);
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
      return fail(error("'" + file.path() + "': zstd fails: " + ZSTD_getErrorName(left)));
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

Status OutputFile::commit() {
  if (!failure)
    return failure;
  if (Status status = flush(); !status)
    return status;
  if (encoder)
    if (Status status = encode({}, /*last=*/true); !status)
      return status;
  Status status = file.commit();
  return status ? status : fail(status);
}

} // namespace heddle::corpus
