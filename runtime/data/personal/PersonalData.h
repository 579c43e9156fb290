//===- PersonalData.h - replacing what belongs to persons -------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_PERSONAL_PERSONALDATA_H
#define HEDDLE_RUNTIME_DATA_PERSONAL_PERSONALDATA_H

#include <cstdint>
#include <string>

namespace heddle::corpus {

/// What is replaced.
struct PersonalDataKinds {
  bool emails = true, ipAddresses = true, phones = false, cards = true;
};

/// How often something was replaced.
struct PersonalDataCounts {
  uint64_t emails = 0, ipAddresses = 0, phones = 0, cards = 0;

  uint64_t sum() const { return emails + ipAddresses + phones + cards; }
  bool operator==(const PersonalDataCounts &) const = default;
};

/// What stands in their place: well-formed, so that a text reads as before, and reserved, so that
/// they belong to nobody and are not replaced again (RFC 2606, 5737, 3849; numbers of fiction; an
/// issuer that does not exist). Only digits in front of a marker may make a phone or card number of
/// both.
constexpr const char *kEmailMarker = "email@example.com"; // FineWeb's
constexpr const char *kIpv4Marker = "192.0.2.1";
constexpr const char *kIpv6Marker = "2001:db8::1";
constexpr const char *kPhoneMarker = "555-0100";
constexpr const char *kCardMarker = "0000 0000 0000 0000";

/// Replaces e-mail addresses (Emails.h), public IP addresses (Addresses.h), phone and card numbers
/// (Numbers.h) in `text`, which does not change if there are none. Any bytes are fine. Each byte is
/// looked at a bounded number of times.
PersonalDataCounts replacePersonalData(std::string &text, const PersonalDataKinds &kinds = {});

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_PERSONAL_PERSONALDATA_H
