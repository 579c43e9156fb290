//===- HttpMessage.h - what a server answered -------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_HTTPMESSAGE_H
#define HEDDLE_RUNTIME_DATA_SOURCES_HTTPMESSAGE_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::corpus {

/// An HTTP/1.x response (RFC 9112) with its body decoded.
struct HttpResponse {
  int status = 0;
  std::string contentType; // with its parameters; empty if there is none
  std::string body;        // without chunks and compression
};

/// `message` is a whole response, or, if `isTruncated`, the begin of one: its body is then what
/// there is. A body that does not begin as its headers say it is coded is taken as it is: crawlers
/// decode bodies and leave the headers (as warcio does). Fails on what is no response, on a body
/// that is damaged or larger than `limit`, and on codings other than chunked, gzip and deflate; the
/// body of a response that is no 200 is not looked at.
runtime::Result<HttpResponse> readResponse(std::string_view message, bool isTruncated,
                                           uint64_t limit);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_HTTPMESSAGE_H
