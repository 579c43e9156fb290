//===- PersonalData.cpp - replacing what belongs to persons ---------------===//

#include "runtime/data/personal/PersonalData.h"

#include "runtime/data/personal/Addresses.h"
#include "runtime/data/personal/Emails.h"
#include "runtime/data/personal/Numbers.h"

namespace heddle::corpus {

namespace {

/// Where everything that is looked for can be seen first.
bool isAnchor(char c) { return isDigit(c) | (c == '@'); }

/// The first anchor from `at` on, or the end. Most blocks have none, which vectors see at once.
size_t findAnchor(std::string_view text, size_t at) {
  constexpr size_t kBlock = 32;
  while (at + kBlock <= text.size()) {
    const char *block = text.data() + at;
    unsigned found = 0;
    for (size_t i = 0; i < kBlock; ++i)
      found |= unsigned(uint8_t(block[i] - '0') < 10) | unsigned(block[i] == '@');
    if (found)
      break;
    at += kBlock;
  }
  while (at < text.size() && !isAnchor(text[at]))
    ++at;
  return at;
}

class Replacer {
public:
  Replacer(std::string_view text, const PersonalDataKinds &kinds) : text(text), kinds(kinds) {}

  /// True if anything was replaced.
  bool run() {
    for (size_t at = findAnchor(text, 0); at < text.size(); at = findAnchor(text, at))
      at = text[at] == '@' ? atSign(at) : digits(at);
    if (copied == 0)
      return false;
    result.append(text.substr(copied));
    return true;
  }

  std::string result;
  PersonalDataCounts counts;

private:
  /// Each of them goes on behind what it has looked at.
  size_t atSign(size_t at) {
    if (kinds.emails)
      if (auto match = matchEmail(text, at, copied))
        return replace(*match, kEmailMarker, counts.emails);
    return at + 1;
  }

  size_t digits(size_t at) {
    if (!isNameChar(charAt(text, at - 1))) {
      if (size_t end = ipAddress(at))
        return end;
      if (size_t end = number(at))
        return end;
    }
    while (isDigit(charAt(text, at)))
      ++at;
    return at;
  }

  size_t ipAddress(size_t at) {
    if (!kinds.ipAddresses)
      return 0;
    if (auto match = matchIpv4(text, at))
      return replace(*match, kIpv4Marker, counts.ipAddresses);
    if (auto match = matchIpv6(text, at))
      return replace(*match, kIpv6Marker, counts.ipAddresses);
    return 0;
  }

  size_t number(size_t at) {
    if (kinds.cards)
      if (auto match = matchCard(text, at))
        return replace(*match, kCardMarker, counts.cards);
    if (kinds.phones)
      if (auto match = matchPhone(text, at); match && match->begin >= copied)
        return replace(*match, kPhoneMarker, counts.phones);
    return 0;
  }

  size_t replace(Match match, const char *marker, uint64_t &count) {
    result.append(text.substr(copied, match.begin - copied)).append(marker);
    copied = match.end;
    ++count;
    return match.end;
  }

  std::string_view text;
  const PersonalDataKinds &kinds;
  size_t copied = 0; // how much of the text is in the result, or replaced there
};

} // namespace

PersonalDataCounts replacePersonalData(std::string &text, const PersonalDataKinds &kinds) {
  Replacer replacer(text, kinds);
  if (replacer.run())
    text = std::move(replacer.result);
  return replacer.counts;
}

} // namespace heddle::corpus
