//===- Charset.cpp - bytes of a page become UTF-8 -------------------------===//

#include "runtime/data/sources/Charset.h"

#include "runtime/data/sources/Utf8.h"
#include "runtime/data/text/Ascii.h"

#include <algorithm>
#include <memory>
#include <unicode/ucnv.h>
#include <vector>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// What the web calls an encoding and what its pages are in (WHATWG Encoding, section 4.2).
struct Alias {
  std::string_view name, meaning;
};
constexpr Alias kAliases[] = {
    {"iso-8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"ascii", "windows-1252"},
    {"us-ascii", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"gb2312", "gb18030"},
    {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},
    {"shift_jis", "windows-31j"},
    {"x-sjis", "windows-31j"},
    {"euc-kr", "windows-949"},
    {"ks_c_5601-1987", "windows-949"},
    {"utf8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
};

std::string_view meaningOf(std::string_view charset) {
  for (const Alias &alias : kAliases)
    if (equalsIgnoringCase(charset, alias.name))
      return alias.meaning;
  return charset;
}

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

/// Stops at what means nothing instead of writing U+FFFD for it.
Converter openConverter(const std::string &name) {
  UErrorCode code = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &code), ucnv_close);
  if (converter)
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &code);
  return U_SUCCESS(code) ? std::move(converter) : Converter(nullptr, ucnv_close);
}

Status badBytes(const char *source, std::string_view bytes, const std::string &name,
                uint64_t offset) {
  return error("is not " + name + ", which it says it is: see byte " +
               std::to_string(offset + (source - bytes.data())));
}

Result<std::string> convert(UConverter *from, std::string_view bytes, const std::string &name,
                            uint64_t offset) {
  UErrorCode code = U_ZERO_ERROR;
  Converter to(ucnv_open("UTF-8", &code), ucnv_close);
  std::vector<UChar> pivot(8 << 10);
  UChar *pivotBegin = pivot.data(), *pivotEnd = pivot.data();
  std::string text(bytes.size() + bytes.size() / 2 + 16, '\0');
  const char *source = bytes.data(), *end = source + bytes.size();
  char *target = text.data();
  for (bool isFirst = true;; isFirst = false) {
    code = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from, &target, text.data() + text.size(), &source, end, pivot.data(),
                   &pivotBegin, &pivotEnd, pivot.data() + pivot.size(), isFirst, true, &code);
    size_t done = target - text.data();
    if (code == U_BUFFER_OVERFLOW_ERROR) {
      text.resize(2 * text.size());
      target = text.data() + done;
      continue;
    }
    if (U_FAILURE(code))
      return badBytes(source, bytes, name, offset);
    text.resize(done);
    return text;
  }
}

struct Mark {
  std::string_view bytes, charset;
};
constexpr Mark kMarks[] = {
    {"\xef\xbb\xbf", "utf-8"}, {"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"}};

/// The first charset=... in a <meta> of the first 1024 bytes.
std::string_view findMetaCharset(std::string_view html) {
  std::string_view head = html.substr(0, 1024);
  for (size_t at = 0; (at = findIgnoringCase(head, "<meta", at)) != head.npos; at += 5) {
    std::string_view tag = head.substr(at, head.find('>', at) - at);
    if (std::string_view charset = charsetOf(tag); !charset.empty())
      return charset;
  }
  return {};
}

bool isAscii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return (c & 0x80) == 0; });
}

} // namespace

std::string_view charsetOf(std::string_view contentType) {
  size_t at = findIgnoringCase(contentType, "charset", 0);
  if (at == contentType.npos)
    return {};
  std::string_view rest = trim(contentType.substr(at + 7));
  if (!rest.starts_with('='))
    return {};
  rest = trim(rest.substr(1));
  if (rest.starts_with('"') || rest.starts_with('\''))
    return rest.substr(1, rest.find(rest[0], 1) - 1);
  return rest.substr(0, rest.find_first_of(" \t;\"'/>,"));
}

Result<std::string> toUtf8(std::string_view bytes, std::string_view charset, uint64_t offset) {
  std::string name(meaningOf(charset));
  if (equalsIgnoringCase(name, "utf-8")) {
    Status status = checkUtf8(bytes, offset);
    return status ? Result<std::string>(std::string(bytes)) : status;
  }
  Converter from = openConverter(name);
  if (!from || name.size() > 60)
    return error("declares the encoding '" + name.substr(0, 60) + "', which is not known");
  return convert(from.get(), bytes, name, offset);
}

Result<std::string> decodeText(std::string_view bytes, std::string_view charset, uint64_t offset) {
  for (const Mark &mark : kMarks)
    if (bytes.starts_with(mark.bytes))
      return toUtf8(bytes.substr(mark.bytes.size()), mark.charset, offset + mark.bytes.size());
  bool isUtf8 = checkUtf8(bytes, offset).ok() && !isAscii(bytes);
  return toUtf8(bytes, isUtf8 || charset.empty() ? "utf-8" : charset, offset);
}

Result<std::string> decodeHtml(std::string_view bytes, std::string_view charset, uint64_t offset) {
  return decodeText(bytes, charset.empty() ? findMetaCharset(bytes) : charset, offset);
}

} // namespace heddle::corpus
