//===- HttpMessage.cpp - what a server answered ---------------------------===//

#include "runtime/data/sources/HttpMessage.h"

#include "runtime/data/io/Decoder.h"
#include "runtime/data/sources/HeaderFields.h"
#include "runtime/data/text/Ascii.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// Of "HTTP/1.1 200 OK".
std::optional<int> readStatus(std::string_view line) {
  size_t space = line.find(' ');
  int status = 0;
  if (!line.starts_with("HTTP/") || space == line.npos)
    return std::nullopt;
  std::string_view rest = trim(line.substr(space));
  auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), status);
  bool isThree = end == rest.data() + 3 && status >= 100;
  return failure == std::errc() && isThree ? std::optional(status) : std::nullopt;
}

/// The size in the line at the begin of a chunk, "1a3f;extension"; the line is taken off.
std::optional<uint64_t> takeChunkSize(std::string_view &body) {
  size_t newline = body.substr(0, 1024).find('\n');
  uint64_t size = 0;
  auto [end, failure] = std::from_chars(body.data(), body.data() + body.size(), size, 16);
  bool isSize = failure == std::errc() && newline != body.npos && end <= body.data() + newline &&
                (isAsciiSpace(*end) || *end == ';');
  if (!isSize)
    return std::nullopt;
  body.remove_prefix(newline + 1);
  return size;
}

/// Takes the chunks apart (RFC 9112, section 7.1).
Result<std::string> joinChunks(std::string_view body, bool isTruncated) {
  std::string joined;
  std::string_view rest = body;
  std::optional<uint64_t> size = takeChunkSize(rest);
  if (!size)
    return std::string(body);
  for (; size && *size > 0; size = takeChunkSize(rest)) {
    std::string_view chunk = rest.substr(0, *size);
    joined += chunk;
    rest.remove_prefix(chunk.size());
    if (chunk.size() < *size)
      break;
    rest.remove_prefix(std::min<size_t>(rest.size(), rest.starts_with("\r\n") ? 2 : 0));
  }
  if (size != 0 && !isTruncated)
    return error("has a damaged or cut-off chunk in its body");
  return joined;
}

bool beginsCompressed(std::string_view body) {
  bool isGzip = body.starts_with("\x1f\x8b");
  // RFC 1950: the method is 8, and the two bytes are a multiple of 31.
  bool isZlib = body.size() >= 2 && (body[0] & 15) == 8 &&
                (uint8_t(body[0]) * 256 + uint8_t(body[1])) % 31 == 0;
  return isGzip || isZlib;
}

Status decompress(std::string &body, bool isTruncated, uint64_t limit) {
  std::string plain;
  std::unique_ptr<Decoder> decoder = makeZlibDecoder();
  Status status = decodeAll(*decoder, body, limit, plain);
  bool isUsable = status || (isTruncated && plain.size() <= limit);
  body = std::move(plain);
  return isUsable ? Status() : status.at("its compressed body");
}

Status decodeBody(const HeaderFields &head, HttpResponse &response, bool isTruncated,
                  uint64_t limit) {
  if (equalsIgnoringCase(head.get("Transfer-Encoding"), "chunked")) {
    Result<std::string> joined = joinChunks(response.body, isTruncated);
    if (!joined)
      return joined.status();
    response.body = std::move(*joined);
  }
  std::string_view coding = head.get("Content-Encoding");
  bool isCompressed = equalsIgnoringCase(coding, "gzip") || equalsIgnoringCase(coding, "x-gzip") ||
                      equalsIgnoringCase(coding, "deflate");
  if (isCompressed && beginsCompressed(response.body))
    return decompress(response.body, isTruncated, limit);
  bool isPlain = isCompressed || coding.empty() || equalsIgnoringCase(coding, "identity");
  return isPlain ? Status()
                 : error("has a body in the coding '" + std::string(coding.substr(0, 40)) +
                             "', which is not read",
                         "readable are gzip and deflate");
}

} // namespace

Result<HttpResponse> readResponse(std::string_view message, bool isTruncated, uint64_t limit) {
  size_t end = findHeadEnd(message);
  HeaderFields head;
  head.parse(message.substr(0, end));
  std::optional<int> status = readStatus(head.firstLine());
  if (!status)
    return error("is no HTTP response");
  HttpResponse response;
  response.status = *status;
  response.contentType = head.get("Content-Type");
  if (*status != 200 || end == message.npos)
    return response;
  response.body = message.substr(end);
  if (Status coded = decodeBody(head, response, isTruncated, limit); !coded)
    return coded;
  return response;
}

} // namespace heddle::corpus
