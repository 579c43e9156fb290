//===- Emails.h - e-mail addresses in a text --------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_PERSONAL_EMAILS_H
#define HEDDLE_RUNTIME_DATA_PERSONAL_EMAILS_H

#include "runtime/data/personal/Match.h"

namespace heddle::corpus {

/// The e-mail address whose '@' is at `at`, if there is one that begins at `first` or later:
///  * before the @ up to 64 letters, digits and . _ % + - ~ ', of which only _ begins it and
///  neither
///    . nor ' ends it;
///  * behind it a domain: two or more labels of letters, digits and inner hyphens, the last one of
///    letters ("com") or punycode ("xn--p1ai").
/// Letters are those of ASCII and of Latin alphabets (U+00C0 to U+024F).
/// The domains that RFC 2606 reserves (example.com, .test, ...) are nobody's, and "icon@2x.png" is
/// a file. At most 64 bytes are read before the @ and 253 behind it.
std::optional<Match> matchEmail(std::string_view text, size_t at, size_t first);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_PERSONAL_EMAILS_H
