//===- Decoder.h - compressed bytes become bytes ----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_IO_DECODER_H
#define HEDDLE_RUNTIME_DATA_IO_DECODER_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace heddle::corpus {

/// Decompresses a stream of members (gzip, RFC 1952) or frames (zstd, RFC 8878), piece by piece.
class Decoder {
public:
  struct Step {
    size_t read = 0;    // of the input
    size_t written = 0; // to the output, good even if `status` is not
    runtime::Status status;
  };

  virtual ~Decoder() = default;
  /// Does what it can with this input and room. To be called again with what was not read; with
  /// nothing to read and no room left, nothing happens.
  virtual Step decode(std::string_view input, std::span<char> output) = 0;
  /// Whether a member or frame has ended with the last byte read, so that the stream may end.
  virtual bool mayEnd() const = 0;
};

/// Members follow each other; anything else behind a member is an error.
std::unique_ptr<Decoder> makeGzipDecoder();
/// The same for zlib streams and gzip members, told apart by their first bytes.
std::unique_ptr<Decoder> makeZlibDecoder();
/// Frames follow each other, skippable ones among them. Windows of more than 128 MiB are errors.
std::unique_ptr<Decoder> makeZstdDecoder();

/// All of `input`. Fails on damaged or cut-off input and if it becomes more than `limit` bytes;
/// what was good until then is in `output`.
runtime::Status decodeAll(Decoder &decoder, std::string_view input, size_t limit,
                          std::string &output);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_IO_DECODER_H
