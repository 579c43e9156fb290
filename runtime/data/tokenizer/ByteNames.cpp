//===- ByteNames.cpp - bytes as printable characters ----------------------===//

#include "runtime/data/tokenizer/ByteNames.h"

#include "runtime/data/text/UnicodeClasses.h"

#include <algorithm>

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

static constexpr unsigned kPrinted = 188;      // bytes that stand for themselves
static constexpr unsigned kFirstOther = 0x100; // what the first of the others stands as

std::optional<std::string> readByteNames(std::string_view name) {
  static const std::array<uint8_t, 256> order = getGpt2Bytes();
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

std::string writeByteNames(std::string_view bytes) {
  static const std::array<uint8_t, 256> order = getGpt2Bytes();
  std::string name;
  for (uint8_t byte : bytes) {
    unsigned code = byte;
    if (!isPrinted(byte))
      code = kFirstOther +
             (std::find(order.begin() + kPrinted, order.end(), byte) - (order.begin() + kPrinted));
    if (code < 0x80)
      name.push_back(char(code));
    else
      name += {char(0xc0 | code >> 6), char(0x80 | (code & 0x3f))};
  }
  return name;
}

} // namespace heddle::runtime
