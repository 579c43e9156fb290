//===- ZstdDecoder.cpp - zstd ---------------------------------------------===//

#include "runtime/data/io/Decoder.h"

#include <zstd.h>
#include <zstd_errors.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Status;

namespace {

Status describe(size_t code) {
  if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge)
    return error("a zstd frame with a window of more than 128 MiB",
                 "compress the file again without --long: zstd -d --long=31 -c FILE | zstd -o NEW");
  return error(std::string("damaged zstd data: ") + ZSTD_getErrorName(code),
               "get the file again; zstd -t tests it");
}

class ZstdDecoder : public Decoder {
public:
  Step decode(std::string_view input, std::span<char> output) override {
    if (!stream)
      return {0, 0, error("there is no memory for decompression")};
    if (input.empty() && ended)
      return {};
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    ZSTD_outBuffer out{output.data(), output.size(), 0};
    size_t code = 0;
    // One call stops at the end of a frame.
    do {
      code = ZSTD_decompressStream(stream.get(), &out, &in);
      ended = code == 0;
    } while (ended && in.pos < in.size && out.pos < out.size);
    return {in.pos, out.pos, ZSTD_isError(code) ? describe(code) : Status()};
  }
  bool mayEnd() const override { return ended; }

private:
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream{ZSTD_createDStream(),
                                                                    ZSTD_freeDStream};
  bool ended = false;
};

} // namespace

std::unique_ptr<Decoder> makeZstdDecoder() { return std::make_unique<ZstdDecoder>(); }

} // namespace heddle::corpus
