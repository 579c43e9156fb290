//===- ByteNames.cpp - bytes as printable characters ----------------------===//

#include "runtime/data/tokenizer/ByteNames.h"

#include "runtime/data/tokenizer/UnicodeClasses.h"

namespace heddle::runtime {

static bool isPrinted(unsigned byte) {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

std::array<uint8_t, 256> getGpt2Bytes() {
  std::array<uint8_t, 256> bytes;
  size_t count = 0;
  for (bool printed : {true, false})
    for (unsigned byte = 0; byte < 256; ++byte)
      if (isPrinted(byte) == printed)
        bytes[count++] = byte;
  return bytes;
}

std::optional<std::string> readByteNames(std::string_view name) {
  static const std::array<uint8_t, 256> order = getGpt2Bytes();
  constexpr unsigned kPrinted = 188, kFirstOther = 0x100;
  std::string bytes;
  for (size_t at = 0; at < name.size();) {
    Char c = readChar(name, at);
    at += c.bytes;
    if (c.code < 0x100 && isPrinted(c.code))
      bytes.push_back(char(c.code));
    else if (c.code >= kFirstOther && c.code < kFirstOther + 256 - kPrinted)
      bytes.push_back(char(order[kPrinted + c.code - kFirstOther]));
    else
      return std::nullopt;
  }
  return bytes;
}

} // namespace heddle::runtime
