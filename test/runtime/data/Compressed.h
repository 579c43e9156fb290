//===- Compressed.h - compressed bytes for tests ----------------*- C++ -*-===//

#ifndef HEDDLE_TEST_RUNTIME_DATA_COMPRESSED_H
#define HEDDLE_TEST_RUNTIME_DATA_COMPRESSED_H

#include <string>
#include <zlib.h>
#include <zstd.h>

namespace heddle::test {

/// One gzip member; a zlib stream with `windowBits` 15.
inline std::string gzip(const std::string &bytes, int windowBits = 15 + 16) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = bytes.size();
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = out.size();
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// One zstd frame with a checksum.
inline std::string zstd(const std::string &bytes) {
  ZSTD_CCtx *context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), bytes.data(), bytes.size()));
  ZSTD_freeCCtx(context);
  return out;
}

/// Bytes that compress a little, the same for the same seed.
inline std::string noise(size_t count, uint32_t seed = 1) {
  std::string bytes;
  for (uint32_t state = seed; bytes.size() < count;) {
    state = state * 1664525 + 1013904223;
    bytes += char('a' + (state >> 24) % 20);
  }
  return bytes;
}

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_DATA_COMPRESSED_H
