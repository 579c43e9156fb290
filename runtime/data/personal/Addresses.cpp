//===- Addresses.cpp - addresses of machines in a text --------------------===//

#include "runtime/data/personal/Addresses.h"

#include <algorithm>

namespace heddle::corpus {

//===----------------------------------------------------------------------===//
// IPv4
//===----------------------------------------------------------------------===//

namespace {

struct Ipv4 {
  std::array<uint8_t, 4> bytes;
  size_t end;
};

/// Four numbers below 256 with dots between them, without leading zeros.
std::optional<Ipv4> readIpv4(std::string_view text, size_t at) {
  Ipv4 address{{}, at};
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && charAt(text, address.end++) != '.')
      return std::nullopt;
    size_t begin = address.end;
    unsigned value = 0;
    while (isDigit(charAt(text, address.end)) && address.end - begin < 4)
      value = value * 10 + unsigned(text[address.end++] - '0');
    size_t digits = address.end - begin;
    if (digits == 0 || value > 255 || (digits > 1 && text[begin] == '0'))
      return std::nullopt;
    address.bytes[size_t(i)] = uint8_t(value);
  }
  return address;
}

/// True if `word`, in any case, stands before `at`, and no letter before it.
bool followsWord(std::string_view text, size_t at, std::string_view word) {
  if (at < word.size() || isNameChar(charAt(text, at - word.size() - 1)))
    return false;
  return std::equal(word.begin(), word.end(), text.begin() + ptrdiff_t(at - word.size()),
                    [](char a, char b) { return a == (isLetter(b) ? char(b | 0x20) : b); });
}

bool startsLikeVersion(std::string_view text, size_t at) {
  char before = charAt(text, at - 1), earlier = charAt(text, at - 2);
  if (before == '.' || isNameChar(before))
    return true;
  if (before == '-')
    return isLetter(earlier);
  if (before == '/')
    return isNameChar(earlier);
  constexpr std::string_view kWords[] = {"version ", "versions ", "ver. ",    "v. ",
                                         "release ", "section ",  "sections "};
  return std::ranges::any_of(kWords,
                             [&](std::string_view word) { return followsWord(text, at, word); });
}

bool endsLikeVersion(std::string_view text, size_t end) {
  char next = charAt(text, end), later = charAt(text, end + 1);
  if (isNameChar(next) || (next == '.' && isNameChar(later)))
    return true;
  // "8.8.8.1-8.8.8.9" is a range of addresses, "1.2.3.4-1" a version.
  return next == '-' && isNameChar(later) && !readIpv4(text, end + 1);
}

/// "3.2.1.4 Title" on a line of its own.
bool isHeading(std::string_view text, size_t at, const Ipv4 &address) {
  char before = charAt(text, at - 1);
  return (before == '\0' || before == '\n') && charAt(text, address.end) == ' ' &&
         isLetter(charAt(text, address.end + 1)) &&
         std::ranges::all_of(address.bytes, [](uint8_t byte) { return byte < 30; });
}

} // namespace

bool isPublicIpv4(std::array<uint8_t, 4> address) {
  struct Network {
    uint32_t first;
    unsigned bits;
  };
  // IANA IPv4 Special-Purpose Address Registry; multicast and class E.
  constexpr Network kReserved[] = {
      {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
      {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0586300, 24}, {0xc0a80000, 16},
      {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 3},
  };
  uint32_t value = 0;
  for (uint8_t byte : address)
    value = value << 8 | byte;
  return std::ranges::none_of(kReserved, [&](Network network) {
    return (value ^ network.first) >> (32 - network.bits) == 0;
  });
}

std::optional<Match> matchIpv4(std::string_view text, size_t at) {
  std::optional<Ipv4> address = readIpv4(text, at);
  if (!address || !isPublicIpv4(address->bytes) || startsLikeVersion(text, at) ||
      endsLikeVersion(text, address->end) || isHeading(text, at, *address))
    return std::nullopt;
  return Match{at, address->end};
}

//===----------------------------------------------------------------------===//
// IPv6
//===----------------------------------------------------------------------===//

namespace {

/// The groups of an address, in which "::" stands for as many as are missing.
class Ipv6Reader {
public:
  explicit Ipv6Reader(std::string_view text, size_t at) : text(text), end(at) {}

  bool read() {
    if (!readGroup())
      return false;
    while (charAt(text, end) == ':' && count < kGroups) {
      bool gap = charAt(text, end + 1) == ':';
      if (gap && hasGap)
        return false;
      size_t colons = gap ? 2 : 1;
      if (!gap && !isHexDigit(charAt(text, end + 1)))
        break; // a colon of the sentence
      hasGap |= gap;
      end += colons;
      if (isHexDigit(charAt(text, end)) && !readGroup())
        return false;
    }
    return hasGap ? count < kGroups : count == kGroups;
  }

  std::string_view text;
  size_t end;
  std::array<uint16_t, 8> groups{};

private:
  static constexpr size_t kGroups = 8;

  bool readGroup() {
    size_t begin = end;
    unsigned value = 0;
    for (; end - begin < 4 && isHexDigit(charAt(text, end)); ++end) {
      char c = text[end];
      value = value << 4 | unsigned(isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    if (end == begin || isNameChar(charAt(text, end)))
      return false;
    groups[count++] = uint16_t(value);
    return true;
  }

  size_t count = 0;
  bool hasGap = false;
};

} // namespace

bool isPublicIpv6(uint16_t first, uint16_t second) {
  if (first < 0x2000 || first > 0x3fff)
    return false;
  bool protocols = first == 0x2001 && second < 0x0200; // 2001::/23: Teredo, benchmarks, ORCHID
  bool documentation =
      (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
  return !protocols && !documentation;
}

std::optional<Match> matchIpv6(std::string_view text, size_t at) {
  if (charAt(text, at + 4) != ':' || charAt(text, at - 1) == ':')
    return std::nullopt;
  Ipv6Reader reader(text, at);
  if (!reader.read() || !isPublicIpv6(reader.groups[0], reader.groups[1]))
    return std::nullopt;
  char next = charAt(text, reader.end), later = charAt(text, reader.end + 1);
  if (isNameChar(next) || next == '@' || (next == ':' && later == ':') ||
      (next == '.' && isDigit(later)))
    return std::nullopt;
  return Match{at, reader.end};
}

} // namespace heddle::corpus
