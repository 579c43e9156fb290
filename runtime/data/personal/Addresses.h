//===- Addresses.h - addresses of machines in a text ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_PERSONAL_ADDRESSES_H
#define HEDDLE_RUNTIME_DATA_PERSONAL_ADDRESSES_H

#include "runtime/data/personal/Match.h"

#include <array>

namespace heddle::corpus {

/// The public IPv4 address that begins with the digit at `at`. Not what looks like a version, a
/// file or a section: "1.2.3.4.5", "foo-1.2.3.4", "foo/1.2.3.4", "version 1.2.3.4", "1.2.3.4-rc1",
/// "1.2.3.4.tar", "01.02.03.04", nor "1.2.3.4 Title" at the beginning of a line.
std::optional<Match> matchIpv4(std::string_view text, size_t at);

/// The public IPv6 address (RFC 4291) that begins with the digit at `at`: those of 2000::/3, in
/// which all public ones lie, always begin with four hexadecimal digits.
std::optional<Match> matchIpv6(std::string_view text, size_t at);

/// False for the networks that IANA has set apart: private, local, documentation, multicast and
/// the like. The first byte is the highest.
bool isPublicIpv4(std::array<uint8_t, 4> address);

/// Of an address in 2000::/3, by its first two groups.
bool isPublicIpv6(uint16_t first, uint16_t second);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_PERSONAL_ADDRESSES_H
