//===- Normalise.cpp - one way to write a text ----------------------------===//

#include "runtime/data/filters/Normalise.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;

namespace {

/// What a text holds that normalisation may change.
struct Content {
  bool controls = false; // other than \n and \t: what removeControls() looks for
  bool wide = false;     // other characters than ASCII's
  // Characters that NFC may change or join to others. Those below U+0300 are not among them, nor
  // those from U+2002 to U+203F: quotation marks and dashes, which most prose has.
  bool composes = false;
};

__attribute__((target_clones("arch=x86-64-v3", "default"))) Content findContent(const char *text,
                                                                                size_t size) {
  uint8_t controls = 0, bytes = 0, composes = 0;
  for (size_t i = 0; i < size; ++i) {
    uint8_t byte = uint8_t(text[i]);
    controls |= uint8_t((byte < 0x20) & (byte != '\n') & (byte != '\t')) | uint8_t(byte == 0x7f);
    bytes |= byte;
  }
  // The characters of findWideControl(), by all their bytes: curly quotes begin as line separators
  // do. The last two bytes of a text can only hold one of two bytes.
  auto is = [&](size_t i, uint8_t byte) { return uint8_t(uint8_t(text[i]) == byte); };
  auto isAtLeast = [&](size_t i, uint8_t byte) { return uint8_t(uint8_t(text[i]) >= byte); };
  constexpr uint8_t kLeadOf300 = 0xcc;
  if (bytes >= 0x80) {
    for (size_t i = 0; i + 2 < size; ++i) {
      uint8_t isPunctuation = is(i, 0xe2) & is(i + 1, 0x80);
      controls |= uint8_t((is(i, 0xc2) & uint8_t(uint8_t(text[i + 1]) < 0xa0)) |
                          (isPunctuation & (is(i + 2, 0xa8) | is(i + 2, 0xa9))) |
                          (is(i, 0xef) & is(i + 1, 0xbb) & is(i + 2, 0xbf)));
      composes |= uint8_t(isAtLeast(i, kLeadOf300) & ~(isPunctuation & isAtLeast(i + 2, 0x82)));
    }
    if (size >= 2) {
      controls |= uint8_t(is(size - 2, 0xc2) & uint8_t(uint8_t(text[size - 1]) < 0xa0));
      composes |= isAtLeast(size - 2, kLeadOf300);
    }
  }
  return {controls != 0, bytes >= 0x80, composes != 0};
}

/// A character that is no part of a text, and what stands for it.
struct Replaced {
  size_t bytes = 0; // 0: the character stays
  bool isLineEnd = false;
};

Replaced findAsciiControl(std::string_view text, size_t at) {
  switch (text[at]) {
  case '\n':
  case '\t':
    return {};
  case '\r':
    return {size_t(1 + text.substr(at + 1).starts_with('\n')), true};
  case '\v':
  case '\f':
    return {1, true};
  default:
    return {size_t(uint8_t(text[at]) < 0x20 || text[at] == 0x7f), false};
  }
}

/// U+0080 to U+009F, U+2028, U+2029 and U+FEFF.
Replaced findWideControl(std::string_view text, size_t at) {
  auto byte = [&](size_t i) { return at + i < text.size() ? uint8_t(text[at + i]) : 0; };
  if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0)
    return {2, byte(1) == 0x85};
  if (byte(0) == 0xe2 && byte(1) == 0x80 && (byte(2) == 0xa8 || byte(2) == 0xa9))
    return {3, true};
  bool isMark = byte(0) == 0xef && byte(1) == 0xbb && byte(2) == 0xbf;
  return {isMark ? size_t(3) : 0, false};
}

/// In place: a text gets no longer.
void removeControls(std::string &text) {
  size_t fill = 0;
  for (size_t at = 0; at < text.size();) {
    Replaced found =
        uint8_t(text[at]) < 0x80 ? findAsciiControl(text, at) : findWideControl(text, at);
    if (found.bytes == 0)
      text[fill++] = text[at++];
    else if (found.isLineEnd)
      text[fill++] = '\n';
    at += found.bytes;
  }
  text.resize(fill);
}

Result<std::string> toForm(std::string text, Normalisation::Form form) {
  if (text.size() > size_t(std::numeric_limits<int32_t>::max()))
    return error("a document of " + std::to_string(text.size()) +
                     " bytes: Unicode forms are made of documents of less than 2147483648 bytes",
                 "lower max_document_bytes of its source, or set normalisation { form: NONE }");
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2 *normalizer = form == Normalisation::NFC
                                           ? icu::Normalizer2::getNFCInstance(status)
                                           : icu::Normalizer2::getNFKCInstance(status);
  if (U_SUCCESS(status) && normalizer->isNormalizedUTF8(text, status))
    return text;
  std::string normal;
  icu::StringByteSink<std::string> sink(&normal, int32_t(text.size()));
  if (U_SUCCESS(status))
    normalizer->normalizeUTF8(0, text, sink, nullptr, status);
  if (U_FAILURE(status))
    return error(std::string("ICU does not normalise a document: ") + u_errorName(status),
                 "check that libicu is installed with its data");
  return normal;
}

/// In place: lines move to the front by what was cut from those before.
void removeTrailingSpace(std::string &text) {
  constexpr size_t kMostEmpty = 2;
  size_t fill = 0, empty = 0;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    size_t last = end;
    while (last > at && (text[last - 1] == ' ' || text[last - 1] == '\t'))
      --last;
    empty = last == at ? empty + 1 : 0;
    if (empty <= kMostEmpty) {
      std::memmove(text.data() + fill, text.data() + at, last - at);
      fill += last - at;
      if (end < text.size())
        text[fill++] = '\n';
    }
    at = end + 1;
  }
  text.resize(fill);
}

} // namespace

Result<std::string> normalise(std::string text, const Normalisation &settings) {
  if (!settings.enabled())
    return text;
  Content content = findContent(text.data(), text.size());
  if (settings.control_characters() && content.controls)
    removeControls(text);
  bool mayChange = settings.form() == Normalisation::NFC ? content.composes : content.wide;
  if (settings.form() != Normalisation::NONE && mayChange) {
    Result<std::string> normal = toForm(std::move(text), settings.form());
    if (!normal)
      return normal;
    text = std::move(*normal);
  }
  if (settings.trailing_space())
    removeTrailingSpace(text);
  return text;
}

} // namespace heddle::corpus
