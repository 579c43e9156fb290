//===- StreamDecoder.cpp - tokens to text as they come --------------------===//

#include "runtime/data/tokenizer/StreamDecoder.h"

#include <utility>

namespace heddle::runtime {

/// How many bytes at the end of `text` begin a character that needs more.
static size_t countUnfinished(std::string_view text) {
  for (size_t count = 1; count <= 3 && count <= text.size(); ++count) {
    uint8_t byte = text[text.size() - count];
    if (byte >= 0x80 && byte < 0xc0)
      continue; // goes on with a character that begins before
    size_t needed = byte >= 0xf5 || byte < 0xc2 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > count ? count : 0;
  }
  return 0;
}

std::string StreamDecoder::add(uint32_t token) {
  held += tokenizer.bytesOf(token);
  std::string whole = held.substr(0, held.size() - countUnfinished(held));
  held.erase(0, whole.size());
  return whole;
}

std::string StreamDecoder::finish() { return std::exchange(held, {}); }

} // namespace heddle::runtime
