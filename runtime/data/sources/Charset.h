//===- Charset.h - bytes of a page become UTF-8 -----------------*- C++ -*-===//
//
// How the encoding of a page is found, as browsers do (WHATWG, Encoding and HTML, "encoding
// sniffing") but for one thing: bytes that are UTF-8 and not ASCII are UTF-8, whatever is declared.
// Servers declare ISO-8859-1 for everything, and text in it is hardly ever UTF-8 by chance. Nothing
// is guessed: a page that declares nothing and is no UTF-8 is an error.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_CHARSET_H
#define HEDDLE_RUNTIME_DATA_SOURCES_CHARSET_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::corpus {

/// The value of `charset` in a Content-Type like "text/html; charset=utf-8"; nothing if there is
/// none.
std::string_view charsetOf(std::string_view contentType);

/// `bytes` in the encoding of this name (an IANA name or alias that ICU knows; those of the web
/// mean what browsers take them for) as UTF-8. Fails on a name that is not known and on bytes that
/// mean nothing in it; `offset` is where `bytes` begin, for the message.
runtime::Result<std::string> toUtf8(std::string_view bytes, std::string_view charset,
                                    uint64_t offset);

/// A text whose encoding is given by a byte order mark, by itself, or by `charset` (may be empty).
runtime::Result<std::string> decodeText(std::string_view bytes, std::string_view charset,
                                        uint64_t offset);

/// The same of HTML, which may declare its encoding in a <meta> of its first 1024 bytes.
runtime::Result<std::string> decodeHtml(std::string_view bytes, std::string_view charset,
                                        uint64_t offset);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_CHARSET_H
