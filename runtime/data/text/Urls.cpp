//===- Urls.cpp - addresses of the web and of mail ------------------------===//

#include "runtime/data/text/Urls.h"

#include <algorithm>
#include <optional>

namespace heddle::runtime {

namespace {

/// [A-Za-z0-9\u00a1-\uffff]
bool isHostLetter(uint32_t code) {
  return (code | 0x20) - 'a' < 26 || code - '0' < 10 || (code >= 0xa1 && code < 0x10000);
}
bool isHostInner(uint32_t code) { return isHostLetter(code) || code == '_' || code == '-'; }

/// Part [at, end) of a chunk, read from the front.
struct Reader {
  const Chunk &chunk;
  size_t at, end;

  bool atEnd() const { return at >= end; }
  uint32_t peek() const { return atEnd() ? 0 : chunk.code(at); }
  bool take(uint32_t code) {
    bool found = !atEnd() && chunk.code(at) == code;
    at += found;
    return found;
  }
  template <typename Test> size_t skip(Test test) {
    size_t begin = at;
    while (!atEnd() && test(chunk.code(at)))
      ++at;
    return at - begin;
  }
};

/// (?::\d{2,5})?(?:[/?#]\S*)?$
bool isPortAndPath(Reader rest) {
  if (rest.take(':')) {
    size_t digits = rest.skip([](uint32_t code) { return code - '0' < 10; });
    if (digits < 2 || digits > 5)
      return false;
  }
  return rest.atEnd() || rest.peek() == '/' || rest.peek() == '?' || rest.peek() == '#';
}

/// One number of an IPv4 address.
struct Octet {
  unsigned value = 0, digits = 0;
  bool startsWithZero = false;
};

std::optional<Octet> readOctet(Reader &reader) {
  Octet octet{0, 0, reader.peek() == '0'};
  while (reader.peek() - '0' < 10 && octet.digits < 4) {
    octet.value = octet.value * 10 + (reader.peek() - '0');
    ++octet.digits;
    ++reader.at;
  }
  bool isNumber = octet.digits >= 1 && octet.digits <= 3;
  // 012 is no number, 01 is one.
  return isNumber && !(octet.digits == 3 && octet.startsWithZero) ? std::optional(octet)
                                                                  : std::nullopt;
}

bool isPrivate(const Octet *o) {
  unsigned a = o[0].value, b = o[1].value;
  return a == 10 || a == 127 || (a == 169 && b == 254) || (a == 192 && b == 168) ||
         (a == 172 && b >= 16 && b <= 31);
}

/// An IPv4 address that a host on the Internet may have, with what follows it.
bool isIpAddress(Reader reader) {
  Octet octets[4];
  for (int i = 0; i < 4; ++i) {
    std::optional<Octet> octet = readOctet(reader);
    if (!octet || octet->value > 255 || (i < 3 && !reader.take('.')))
      return false;
    octets[i] = *octet;
  }
  bool isHost = !octets[0].startsWithZero && octets[0].value <= 223 && !octets[3].startsWithZero &&
                octets[3].value <= 254;
  return isHost && !isPrivate(octets) && isPortAndPath(reader);
}

/// A part of a name: 64 characters at most, with letters or digits at both ends.
bool readLabel(Reader &reader) {
  size_t begin = reader.at;
  size_t length = reader.skip(isHostInner);
  return length >= 1 && length <= 64 && isHostLetter(reader.chunk.code(begin)) &&
         isHostLetter(reader.chunk.code(reader.at - 1));
}

/// Two to 63 small letters.
bool isTopLevel(Reader &reader) {
  size_t begin = reader.at;
  while (!reader.atEnd() && reader.chunk.is(reader.at, kLowerLetter))
    ++reader.at;
  size_t length = reader.at - begin;
  return length >= 2 && length <= 63;
}

/// name.name.tld, with what follows it. Only the last part can be the top level.
bool isHostName(Reader reader) {
  for (bool isFirst = true;; isFirst = false) {
    Reader top = reader;
    if (!isFirst && isTopLevel(top) && isPortAndPath(top))
      return true;
    if (!readLabel(reader) || !reader.take('.'))
      return false;
  }
}

/// Behind "scheme://"; `begin` if there is none.
size_t skipScheme(const Chunk &chunk, size_t begin, size_t end) {
  size_t at = begin;
  for (; at < end; ++at) {
    const Chunk::Letter &c = chunk[at];
    bool isPart = (c.unicode & (kLetter | kNumber)) || c.code == '_' || c.code == '+' ||
                  c.code == '-' || c.code == '.';
    if (!isPart)
      break;
  }
  bool isScheme = at - begin >= 2 && chunk.text(at, std::min(at + 3, end)) == "://";
  return isScheme ? at + 3 : begin;
}

} // namespace

bool isUrl(const Chunk &chunk, size_t begin, size_t end) {
  if (chunk.text(begin, end).find('.') == std::string_view::npos)
    return false;
  auto isAddress = [&](size_t at) {
    return isIpAddress({chunk, at, end}) || isHostName({chunk, at, end});
  };
  size_t host = skipScheme(chunk, begin, end);
  if (isAddress(begin) || (host > begin && isAddress(host)))
    return true;
  for (size_t at = begin + 1; at < end; ++at)
    if (chunk.code(at) == '@' && isAddress(at + 1))
      return true;
  return false;
}

} // namespace heddle::runtime
