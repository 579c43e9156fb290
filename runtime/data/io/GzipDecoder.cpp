//===- GzipDecoder.cpp - gzip and zlib ------------------------------------===//

#include "runtime/data/io/Decoder.h"

#include <algorithm>
#include <limits>
#include <zlib.h>

namespace heddle::corpus {

using runtime::error;

namespace {

constexpr int kGzipOnly = 15 + 16;
constexpr int kGzipOrZlib = 15 + 32;
constexpr char kFirstGzipByte = '\x1f';

uInt clamp(size_t count) {
  return static_cast<uInt>(std::min<size_t>(count, std::numeric_limits<uInt>::max()));
}

class GzipDecoder : public Decoder {
public:
  explicit GzipDecoder(int windowBits) { ready = inflateInit2(&stream, windowBits) == Z_OK; }
  GzipDecoder(const GzipDecoder &) = delete;
  ~GzipDecoder() override {
    if (ready)
      inflateEnd(&stream);
  }

  Step decode(std::string_view input, std::span<char> output) override {
    if (!ready)
      return {0, 0, error("there is no memory for decompression")};
    if (input.empty() && ended)
      return {};
    if (ended && input.front() != kFirstGzipByte)
      return {0, 0,
              error("bytes behind the end of the compressed data that are no gzip member",
                    "cut them off, or get the file again")};
    if (ended)
      inflateReset(&stream);
    return step(input, output);
  }
  bool mayEnd() const override { return ended; }

private:
  Step step(std::string_view input, std::span<char> output) {
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(input.data()));
    stream.avail_in = clamp(input.size());
    stream.next_out = reinterpret_cast<Bytef *>(output.data());
    stream.avail_out = clamp(output.size());
    int code = inflate(&stream, Z_NO_FLUSH);
    ended = code == Z_STREAM_END;
    Step step{clamp(input.size()) - stream.avail_in, clamp(output.size()) - stream.avail_out, {}};
    if (code == Z_NEED_DICT)
      step.status = error("compressed data that needs a dictionary");
    else if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      step.status =
          error(std::string("damaged compressed data: ") + (stream.msg ? stream.msg : zError(code)),
                "get the file again; gzip -t tests it");
    return step;
  }

  z_stream stream{};
  bool ready = false;
  bool ended = false;
};

} // namespace

std::unique_ptr<Decoder> makeGzipDecoder() { return std::make_unique<GzipDecoder>(kGzipOnly); }
std::unique_ptr<Decoder> makeZlibDecoder() { return std::make_unique<GzipDecoder>(kGzipOrZlib); }

} // namespace heddle::corpus
