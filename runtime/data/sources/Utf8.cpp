//===- Utf8.cpp - is it UTF-8, and if not, where --------------------------===//

#include "runtime/data/sources/Utf8.h"

#include "runtime/data/text/UnicodeClasses.h"

#include <simdjson.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Status;

static size_t findBadByte(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    runtime::Char c = runtime::readChar(text, at);
    if (c.code == runtime::kInvalidCode)
      break;
    at += c.bytes;
  }
  return at;
}

Status checkUtf8(std::string_view text, uint64_t offset) {
  if (simdjson::validate_utf8(text.data(), text.size()))
    return {};
  static constexpr char kDigits[] = "0123456789abcdef";
  size_t at = findBadByte(text);
  uint8_t byte = text[at];
  bool isUtf16 = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
  return error(std::string("is not UTF-8: byte ") + std::to_string(offset + at) + " is 0x" +
                   kDigits[byte >> 4] + kDigits[byte & 15],
               isUtf16 ? "it begins like UTF-16; convert it: iconv -f UTF-16 -t UTF-8"
                       : "convert it: iconv -f ENCODING -t UTF-8");
}

} // namespace heddle::corpus
