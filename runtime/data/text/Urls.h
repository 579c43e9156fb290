//===- Urls.h - addresses of the web and of mail ----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_URLS_H
#define HEDDLE_RUNTIME_DATA_TEXT_URLS_H

#include "runtime/data/text/Chunk.h"

namespace heddle::runtime {

/// Whether characters [begin, end) are an address: [scheme://][user@]host[:port][path], where the
/// host is a public IPv4 address or ends in two small letters at least (the expression of spaCy,
/// after Diego Perini's; digits are those of ASCII here). In linear time.
bool isUrl(const Chunk &chunk, size_t begin, size_t end);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_URLS_H
