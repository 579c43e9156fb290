//===- Decoder.cpp - compressed bytes become bytes ------------------------===//

#include "runtime/data/io/Decoder.h"

#include <algorithm>

namespace heddle::corpus {

using runtime::Status;

Status decodeAll(Decoder &decoder, std::string_view input, size_t limit, std::string &output) {
  output.clear();
  for (;;) {
    // One byte of room above the limit: what needs it is too large.
    size_t done = output.size();
    output.resize(std::min(limit + 1, std::max<size_t>(4 * input.size(), done + (64 << 10))));
    Decoder::Step step = decoder.decode(input, std::span(output).subspan(done));
    output.resize(done + step.written);
    input.remove_prefix(step.read);
    if (!step.status)
      return step.status;
    if (output.size() > limit)
      return runtime::error("becomes more than " + std::to_string(limit) + " bytes");
    if (step.read == 0 && step.written == 0)
      return decoder.mayEnd() ? Status() : runtime::error("compressed data is cut off");
  }
}

} // namespace heddle::corpus
